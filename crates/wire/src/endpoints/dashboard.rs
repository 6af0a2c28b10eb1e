//! The pages of the dashboard. A row says who sees it; the dashboard asks for that before a handler runs, and of a form
//! for the token of its session besides.

use super::ids::{DashboardRoute, Door, Route};
use super::row::Method::{Get, Post};
use super::row::{AuthMode, Endpoint, Method, Role, endpoint, prove_order};
use qualify_vocabulary::StaffRole;

/// Who acts for the operator.
const OPERATORS: &[StaffRole] = &[StaffRole::Operator];

/// Who reviews.
const REVIEWERS: &[StaffRole] = &[StaffRole::Operator, StaffRole::Reviewer, StaffRole::Lead];

/// Who may read what is reviewed.
const READERS: &[StaffRole] = &StaffRole::ALL;

/// A page that anybody sees.
const fn open(id: DashboardRoute, method: Method, path: &'static str) -> Endpoint {
    row(id, method, path, AuthMode::None)
}

/// A page of whoever signed in.
const fn own(id: DashboardRoute, method: Method, path: &'static str) -> Endpoint {
    row(id, method, path, AuthMode::Page)
}

/// A page of a partner's users.
const fn partner(id: DashboardRoute, method: Method, path: &'static str) -> Endpoint {
    row(id, method, path, AuthMode::PartnerPage)
}

/// A page of those of our staff who have one of these roles.
const fn staff(
    id: DashboardRoute,
    method: Method,
    path: &'static str,
    roles: &'static [StaffRole],
) -> Endpoint {
    Endpoint { role: Role::Staff(roles), ..row(id, method, path, AuthMode::StaffPage) }
}

const fn row(id: DashboardRoute, method: Method, path: &'static str, auth: AuthMode) -> Endpoint {
    // What goes wrong is a page, too.
    endpoint(Route::Dashboard(id), method, path, auth, &[])
}

/// The dashboard: for each page a row that shows it, and one that takes its form.
pub const DASHBOARD: &[Endpoint] = &[
    own(DashboardRoute::ShowDashboard, Get, "/dashboard"),
    open(DashboardRoute::ShowSignIn, Get, "/dashboard/sign-in"),
    open(DashboardRoute::StartSignIn, Get, "/dashboard/sign-in/start"),
    open(DashboardRoute::FinishSignIn, Get, "/dashboard/signed-in"),
    own(DashboardRoute::SignOut, Post, "/dashboard/sign-out").changes(),
    own(DashboardRoute::ShowSessions, Get, "/dashboard/sessions"),
    own(DashboardRoute::EndSession, Post, "/dashboard/sessions/{session_id}/end").changes(),
    own(DashboardRoute::EndOtherSessions, Post, "/dashboard/sessions/end-others").changes(),
    open(DashboardRoute::SetChoices, Post, "/dashboard/choices").changes(),
    open(DashboardRoute::ShowAsset, Get, "/dashboard/static/{name}"),
    // The partner's customers.
    partner(DashboardRoute::ListDashboardCustomers, Get, "/dashboard/customers"),
    partner(DashboardRoute::ShowNewCustomer, Get, "/dashboard/customers/new").by_writers(),
    partner(DashboardRoute::CreateDashboardCustomer, Post, "/dashboard/customers").changes().by_writers(),
    partner(DashboardRoute::ShowDashboardCustomer, Get, "/dashboard/customers/{customer_id}"),
    partner(DashboardRoute::ShowBillingForm, Get, "/dashboard/customers/{customer_id}/billing").by_writers(),
    partner(DashboardRoute::UpdateDashboardBilling, Post, "/dashboard/customers/{customer_id}/billing")
        .changes()
        .by_writers(),
    // The reviewers' queue and its cases.
    staff(DashboardRoute::ListDashboardReviews, Get, "/dashboard/reviews", READERS),
    staff(DashboardRoute::ClaimNextReview, Post, "/dashboard/reviews/claim-next", REVIEWERS).changes(),
    staff(DashboardRoute::ShowReviewsAlike, Get, "/dashboard/reviews/alike", REVIEWERS),
    staff(DashboardRoute::DecideReviewsAlike, Post, "/dashboard/reviews/alike", REVIEWERS).changes(),
    staff(DashboardRoute::ShowDashboardReview, Get, "/dashboard/reviews/{review_id}", READERS).noted(),
    staff(
        DashboardRoute::ShowReviewDocument,
        Get,
        "/dashboard/reviews/{review_id}/documents/{document_id}",
        READERS,
    )
    .noted(),
    staff(DashboardRoute::ClaimDashboardReview, Post, "/dashboard/reviews/{review_id}/claim", REVIEWERS)
        .changes(),
    staff(DashboardRoute::RenewDashboardReview, Post, "/dashboard/reviews/{review_id}/renew", REVIEWERS)
        .changes(),
    staff(DashboardRoute::ReleaseDashboardReview, Post, "/dashboard/reviews/{review_id}/release", REVIEWERS)
        .changes(),
    staff(DashboardRoute::AskInDashboard, Post, "/dashboard/reviews/{review_id}/ask", REVIEWERS).changes(),
    staff(DashboardRoute::DecideInDashboard, Post, "/dashboard/reviews/{review_id}/decide", REVIEWERS)
        .changes(),
    staff(DashboardRoute::ConfirmInDashboard, Post, "/dashboard/reviews/{review_id}/confirm", REVIEWERS)
        .changes(),
    staff(DashboardRoute::DisagreeInDashboard, Post, "/dashboard/reviews/{review_id}/disagree", REVIEWERS)
        .changes(),
    staff(DashboardRoute::EscalateInDashboard, Post, "/dashboard/reviews/{review_id}/escalate", REVIEWERS)
        .changes(),
    staff(DashboardRoute::AnnotateInDashboard, Post, "/dashboard/reviews/{review_id}/notes", REVIEWERS)
        .changes(),
    staff(DashboardRoute::TakeBackDrafts, Post, "/dashboard/reviews/take-back", REVIEWERS).changes(),
    // What operators look after.
    staff(DashboardRoute::ListDashboardPartners, Get, "/dashboard/partners", READERS),
    staff(DashboardRoute::CreateDashboardPartner, Post, "/dashboard/partners", OPERATORS).changes(),
    staff(DashboardRoute::ShowDashboardPartner, Get, "/dashboard/partners/{partner_id}", READERS),
    staff(DashboardRoute::PutDashboardPartner, Post, "/dashboard/partners/{partner_id}", OPERATORS).changes(),
    staff(DashboardRoute::IssueDashboardCode, Post, "/dashboard/partners/{partner_id}/codes", OPERATORS)
        .changes(),
    staff(DashboardRoute::FindPartnersCustomer, Get, "/dashboard/partners/{partner_id}/customers", OPERATORS),
    staff(
        DashboardRoute::ShowPartnersCustomer,
        Get,
        "/dashboard/partners/{partner_id}/customers/{customer_id}",
        OPERATORS,
    ),
    staff(
        DashboardRoute::SetStatusInDashboard,
        Post,
        "/dashboard/partners/{partner_id}/customers/{customer_id}/account-status",
        OPERATORS,
    )
    .changes(),
    staff(
        DashboardRoute::ImportNonprofitInDashboard,
        Post,
        "/dashboard/partners/{partner_id}/customers/{customer_id}/nonprofit",
        OPERATORS,
    )
    .changes(),
    staff(
        DashboardRoute::DecideEducationInDashboard,
        Post,
        "/dashboard/partners/{partner_id}/customers/{customer_id}/education",
        OPERATORS,
    )
    .changes(),
    staff(
        DashboardRoute::SetRolesInDashboard,
        Post,
        "/dashboard/partners/{partner_id}/customers/{customer_id}/directory-roles",
        OPERATORS,
    )
    .changes(),
    staff(DashboardRoute::ListDashboardDecisions, Get, "/dashboard/decisions", READERS),
    staff(DashboardRoute::CheckDecisionChains, Get, "/dashboard/decisions/check", READERS),
    staff(DashboardRoute::ShowDashboardDecision, Get, "/dashboard/decisions/{decision_id}", READERS).noted(),
    staff(DashboardRoute::ShowDashboardDatasets, Get, "/dashboard/datasets", READERS),
    staff(DashboardRoute::AcceptDashboardDataset, Post, "/dashboard/datasets/{dataset_id}/accept", OPERATORS)
        .changes(),
    staff(DashboardRoute::ShowDashboardTrail, Get, "/dashboard/audit", READERS),
    staff(DashboardRoute::ShowDashboardHealth, Get, "/dashboard/health", READERS),
    staff(DashboardRoute::ShowFigures, Get, "/dashboard/figures", READERS),
    staff(DashboardRoute::ListFigureCases, Get, "/dashboard/figures/cases", READERS),
    // The panel of a sandbox, whose handlers are the sandbox's.
    open(DashboardRoute::ShowPanel, Get, "/dashboard/sandbox"),
    open(DashboardRoute::MovePanelClock, Post, "/dashboard/sandbox/clock").changes(),
    open(DashboardRoute::ResetInPanel, Post, "/dashboard/sandbox/reset").changes(),
    open(DashboardRoute::MintInPanel, Post, "/dashboard/sandbox/token"),
    open(DashboardRoute::ListPanelPartners, Get, "/dashboard/sandbox/partners"),
    open(DashboardRoute::CreatePanelPartner, Post, "/dashboard/sandbox/partners").changes(),
    open(DashboardRoute::ShowPanelPartner, Get, "/dashboard/sandbox/partners/{partner}"),
    open(DashboardRoute::ResetPanelPartner, Post, "/dashboard/sandbox/partners/{partner}/reset").changes(),
    open(DashboardRoute::DeletePanelPartner, Post, "/dashboard/sandbox/partners/{partner}/delete").changes(),
    open(DashboardRoute::MovePanelPartnersClock, Post, "/dashboard/sandbox/partners/{partner}/clock")
        .changes(),
    open(DashboardRoute::SetPanelPartnersSnapshots, Post, "/dashboard/sandbox/partners/{partner}/snapshots")
        .changes(),
    open(DashboardRoute::ShowPanelSnapshots, Get, "/dashboard/sandbox/snapshots"),
    open(DashboardRoute::SetPanelSnapshots, Post, "/dashboard/sandbox/snapshots").changes(),
    open(DashboardRoute::ShowPanelOutcomes, Get, "/dashboard/sandbox/outcomes"),
    open(DashboardRoute::SetPanelOutcome, Post, "/dashboard/sandbox/outcomes").changes(),
    open(DashboardRoute::ShowPanelFaults, Get, "/dashboard/sandbox/faults"),
    open(DashboardRoute::SetPanelFaults, Post, "/dashboard/sandbox/faults").changes(),
    open(DashboardRoute::ListPanelExchanges, Get, "/dashboard/sandbox/requests"),
    open(DashboardRoute::ShowPanelExchange, Get, "/dashboard/sandbox/requests/{exchange_id}"),
    open(DashboardRoute::ShowPanelCheckup, Get, "/dashboard/sandbox/checkup"),
    // What the partner's customers qualify for: requests, their cases, codes.
    partner(DashboardRoute::ShowQualifications, Get, "/dashboard/customers/{customer_id}/qualifications"),
    partner(
        DashboardRoute::ShowQualificationForm,
        Get,
        "/dashboard/customers/{customer_id}/qualifications/new",
    )
    .by_writers(),
    partner(
        DashboardRoute::PreviewInDashboard,
        Post,
        "/dashboard/customers/{customer_id}/qualifications/preview",
    )
    .noted()
    .by_writers()
    .previews(),
    partner(DashboardRoute::RequestInDashboard, Post, "/dashboard/customers/{customer_id}/qualifications")
        .changes()
        .by_writers(),
    partner(DashboardRoute::ShowOwnCase, Get, "/dashboard/customers/{customer_id}/reviews/{review_id}"),
    partner(
        DashboardRoute::ReplyInDashboard,
        Post,
        "/dashboard/customers/{customer_id}/reviews/{review_id}/reply",
    )
    .changes()
    .by_writers(),
    partner(
        DashboardRoute::AppealInDashboard,
        Post,
        "/dashboard/customers/{customer_id}/reviews/{review_id}/appeal",
    )
    .changes()
    .by_writers(),
    partner(
        DashboardRoute::WithdrawInDashboard,
        Post,
        "/dashboard/customers/{customer_id}/reviews/{review_id}/withdraw",
    )
    .changes()
    .by_writers(),
    partner(
        DashboardRoute::HandInDocument,
        Post,
        "/dashboard/customers/{customer_id}/reviews/{review_id}/documents",
    )
    .changes()
    .by_writers(),
    partner(
        DashboardRoute::ShowOwnDocument,
        Get,
        "/dashboard/customers/{customer_id}/reviews/{review_id}/documents/{document_id}",
    ),
    partner(DashboardRoute::ListDashboardCodes, Get, "/dashboard/codes"),
    // What happened to the partner's customers.
    partner(DashboardRoute::ListActivity, Get, "/dashboard/activity"),
    partner(DashboardRoute::ExportActivity, Get, "/dashboard/activity/export"),
    // The partner's webhooks.
    partner(DashboardRoute::ListDashboardWebhooks, Get, "/dashboard/webhooks"),
    partner(DashboardRoute::ShowNewWebhook, Get, "/dashboard/webhooks/new").by_writers(),
    partner(DashboardRoute::CreateDashboardWebhook, Post, "/dashboard/webhooks").changes().by_writers(),
    partner(DashboardRoute::ShowDashboardWebhook, Get, "/dashboard/webhooks/{webhook_id}"),
    partner(DashboardRoute::ShowWebhookForm, Get, "/dashboard/webhooks/{webhook_id}/edit").by_writers(),
    partner(DashboardRoute::UpdateDashboardWebhook, Post, "/dashboard/webhooks/{webhook_id}/edit")
        .changes()
        .by_writers(),
    partner(DashboardRoute::RemoveDashboardWebhook, Post, "/dashboard/webhooks/{webhook_id}/remove")
        .changes()
        .by_writers(),
    partner(DashboardRoute::RotateInDashboard, Post, "/dashboard/webhooks/{webhook_id}/rotate-secret")
        .changes()
        .by_writers(),
    partner(DashboardRoute::TestInDashboard, Post, "/dashboard/webhooks/{webhook_id}/test")
        .changes()
        .by_writers(),
    partner(DashboardRoute::ReplayInDashboard, Post, "/dashboard/webhooks/{webhook_id}/replay")
        .changes()
        .by_writers(),
];

const _: () = prove_order(DASHBOARD, Door::Dashboard, DashboardRoute::ALL.len());
