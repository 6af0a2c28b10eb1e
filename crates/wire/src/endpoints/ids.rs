//! The names of all routes, by door. A name is a row of the door's table and a handler of the server: without either of
//! them it does not compile.

/// An enum of names, with the list of them and their spelling.
macro_rules! routes {
    ($(#[$doc:meta])* $name:ident { $($id:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the row of the same name says what it is")]
        pub enum $name { $($id,)+ }

        impl $name {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$id,)+];

            /// The name as texts and tests spell it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$id => stringify!($id),)+ }
            }
        }
    };
}

routes! {
    /// The wire of Partner Center, by the contract's names. `Q24` is the certificate of webhooks, `Q35` the end of a
    /// relationship; `Offers` is empty, and of a sandbox only (contract 9.2.1); `Activity` is the base path that the audit
    /// trail has besides (contract 1.2).
    WireRoute {
        C1, C2, C3, C4, C5, C6, C7,
        S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S11b, S12, S13, S14, S14b, S14c, S15, S16, S17, S18, S18b, S19,
        Q35, Offers, OfferCategories, S11Activity, S11bActivity, Q24,
    }
}

routes! {
    /// What Qualify adds for partners: previews, reviews (R), webhooks and events (W).
    PartnerRoute {
        P1, R16, R17, R18, R19, R20, R21, R22, W1, W2, W3, W4, W5, W6, W7, W8, W9, W10,
    }
}

routes! {
    /// What staff does: acts of operators (O) and reviews (R).
    OperatorRoute {
        O1, O2, O3, O4, O5, O6, O7, O8, O9, O10, O11, O12, O13, O14, O15,
        R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14, R15,
    }
}

routes! {
    /// The sandbox's own powers.
    SandboxRoute {
        ShowHome, ShowDocument, MintToken, ShowClock, SetClock, AdvanceClock, Settle, ScriptCustomer, ClearScript, Reset,
        ShowSeed, ApproveDevice, RevokeSignIns, ShowFaults, SetFaults, ShowRequests, ShowCheckup,
        ListSnapshots, TakeSnapshot, DeleteSnapshot, RestoreSnapshot,
        ListPartners, CreatePartner, DeletePartner, ShowPartnerFaults, SetPartnerFaults, ShowPartnerRequests,
        ShowPartnerClock, SetPartnerClock, AdvancePartnerClock, ResetPartner,
        ListPartnerSnapshots, TakePartnerSnapshot, DeletePartnerSnapshot, RestorePartnerSnapshot,
    }
}

routes! {
    /// The sandbox's issuer, on the paths of Entra: the second version, and the first one.
    IssuerRoute {
        ShowDevicePage, SubmitDevicePage,
        ConfigurationV2, ConfigurationV1, KeysV2, KeysV1, Instance, UserRealm, TokenV2, TokenV1, DeviceCodeV2, DeviceCodeV1,
        ShowSignInV2, SubmitSignInV2, ShowSignInV1, SubmitSignInV1, SignOutV2, SignOutV1,
    }
}

routes! {
    /// What the service says about itself.
    ServiceRoute {
        Health, Readiness, Metrics, Description,
    }
}

routes! {
    /// The pages of the dashboard, by who sees them. Each group has its own lines: those who add pages at the same time
    /// meet in none.
    DashboardRoute {
        // Everybody: signing in and out, one's own sessions, files.
        ShowDashboard, ShowSignIn, StartSignIn, FinishSignIn, SignOut, ShowSessions, EndSession, EndOtherSessions,
        SetChoices, ShowAsset,

        // The partner's customers.
        ListDashboardCustomers, ShowNewCustomer, CreateDashboardCustomer, ShowDashboardCustomer, ShowBillingForm,
        UpdateDashboardBilling,

        // The reviewers' queue and its cases.
        ListDashboardReviews, ClaimNextReview, ShowReviewsAlike, DecideReviewsAlike, ShowDashboardReview,
        ShowReviewDocument, ClaimDashboardReview, RenewDashboardReview, ReleaseDashboardReview, AskInDashboard,
        DecideInDashboard, ConfirmInDashboard, DisagreeInDashboard, EscalateInDashboard, AnnotateInDashboard,
        TakeBackDrafts,

        // What operators look after: partners, their codes and single customers, decisions, datasets, the trail,
        // health, pictures.
        ListDashboardPartners, CreateDashboardPartner, ShowDashboardPartner, PutDashboardPartner, IssueDashboardCode,
        FindPartnersCustomer, ShowPartnersCustomer, SetStatusInDashboard, ImportNonprofitInDashboard,
        DecideEducationInDashboard, SetRolesInDashboard,
        ListDashboardDecisions, CheckDecisionChains, ShowDashboardDecision, ShowDashboardDatasets, AcceptDashboardDataset,
        ShowDashboardTrail, ShowDashboardHealth, ShowFigures, ListFigureCases,

        // The panel of a sandbox.
        ShowPanel, MovePanelClock, ResetInPanel, MintInPanel, ListPanelPartners, CreatePanelPartner, ShowPanelPartner,
        ResetPanelPartner, DeletePanelPartner, MovePanelPartnersClock, SetPanelPartnersSnapshots, ShowPanelSnapshots,
        SetPanelSnapshots, ShowPanelOutcomes, SetPanelOutcome, ShowPanelFaults, SetPanelFaults,
        ListPanelExchanges, ShowPanelExchange, ShowPanelCheckup,

        // What the partner's customers qualify for: requests, their cases, codes.
        ShowQualifications, ShowQualificationForm, PreviewInDashboard, RequestInDashboard, ShowOwnCase, ReplyInDashboard,
        AppealInDashboard, WithdrawInDashboard, HandInDocument, ShowOwnDocument, ListDashboardCodes,

        // What happened to the partner's customers.
        ListActivity, ExportActivity,

        // The partner's webhooks.
        ListDashboardWebhooks, ShowNewWebhook, CreateDashboardWebhook, ShowDashboardWebhook, ShowWebhookForm,
        UpdateDashboardWebhook, RemoveDashboardWebhook, RotateInDashboard, TestInDashboard, ReplayInDashboard,
    }
}

/// The doors of the service: what a route is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Door {
    /// The wire of Partner Center.
    Wire,
    /// `/partner/v1`: what Partner Center has no route for.
    Partner,
    /// `/operator/v1`: what staff does.
    Operator,
    /// `/sandbox`: the powers that a sandbox alone has.
    Sandbox,
    /// The sandbox's issuer.
    Issuer,
    /// The service about itself.
    Service,
    /// `/dashboard`: pages for people, who sign in with a browser.
    Dashboard,
}

/// The name of a route of any door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Of the wire.
    Wire(WireRoute),
    /// Of `/partner/v1`.
    Partner(PartnerRoute),
    /// Of `/operator/v1`.
    Operator(OperatorRoute),
    /// Of `/sandbox`.
    Sandbox(SandboxRoute),
    /// Of the issuer.
    Issuer(IssuerRoute),
    /// Of the service itself.
    Service(ServiceRoute),
    /// Of the dashboard.
    Dashboard(DashboardRoute),
}

impl Route {
    /// The door that it is part of.
    pub const fn door(self) -> Door {
        match self {
            Self::Wire(_) => Door::Wire,
            Self::Partner(_) => Door::Partner,
            Self::Operator(_) => Door::Operator,
            Self::Sandbox(_) => Door::Sandbox,
            Self::Issuer(_) => Door::Issuer,
            Self::Service(_) => Door::Service,
            Self::Dashboard(_) => Door::Dashboard,
        }
    }

    /// The name as texts and tests spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wire(route) => route.name(),
            Self::Partner(route) => route.name(),
            Self::Operator(route) => route.name(),
            Self::Sandbox(route) => route.name(),
            Self::Issuer(route) => route.name(),
            Self::Service(route) => route.name(),
            Self::Dashboard(route) => route.name(),
        }
    }

    /// Its place in the table of its door.
    pub(super) const fn index(self) -> usize {
        match self {
            Self::Wire(route) => route as usize,
            Self::Partner(route) => route as usize,
            Self::Operator(route) => route as usize,
            Self::Sandbox(route) => route as usize,
            Self::Issuer(route) => route as usize,
            Self::Service(route) => route as usize,
            Self::Dashboard(route) => route as usize,
        }
    }
}
