//! The handlers of the pages, by the names of their rows.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use qualify_wire::endpoints::{DashboardRoute, Endpoint, Method};

use crate::state::Dashboard;
use crate::{
    activity, assets, choices, codes, customers, figures, home, operator, qualifications, reviews, sessions,
    sign_in, webhooks,
};

/// The handler of a page; none for the pages of a sandbox's panel, whose handlers are the sandbox's.
#[expect(clippy::too_many_lines, reason = "a line for each page")]
pub(crate) fn serve(route: DashboardRoute, row: &Endpoint) -> Option<MethodRouter<Dashboard>> {
    let handler = match route {
        DashboardRoute::ShowDashboard => by(row, home::show),
        DashboardRoute::ShowSignIn => by(row, sign_in::pages::show),
        DashboardRoute::StartSignIn => by(row, sign_in::start::start),
        DashboardRoute::FinishSignIn => by(row, sign_in::finish::finish),
        DashboardRoute::SignOut => by(row, sessions::sign_out),
        DashboardRoute::ShowSessions => by(row, sessions::show),
        DashboardRoute::EndSession => by(row, sessions::end),
        DashboardRoute::EndOtherSessions => by(row, sessions::end_others),
        DashboardRoute::SetChoices => by(row, choices::set),
        DashboardRoute::ShowAsset => by(row, assets::show),

        DashboardRoute::ListDashboardCustomers => by(row, customers::list::show),
        DashboardRoute::ShowNewCustomer => by(row, customers::create::show),
        DashboardRoute::CreateDashboardCustomer => by(row, customers::create::submit),
        DashboardRoute::ShowDashboardCustomer => by(row, customers::account::show),
        DashboardRoute::ShowBillingForm => by(row, customers::billing::show),
        DashboardRoute::UpdateDashboardBilling => by(row, customers::billing::submit),

        DashboardRoute::ListDashboardReviews => by(row, reviews::queue::show),
        DashboardRoute::ClaimNextReview => by(row, reviews::queue::claim),
        DashboardRoute::ShowReviewsAlike => by(row, reviews::alike::show),
        DashboardRoute::DecideReviewsAlike => by(row, reviews::alike::submit),
        DashboardRoute::ShowDashboardReview => by(row, reviews::case::show),
        DashboardRoute::ShowReviewDocument => by(row, reviews::documents::download),
        DashboardRoute::ClaimDashboardReview => by(row, reviews::acts::claim),
        DashboardRoute::RenewDashboardReview => by(row, reviews::acts::renew),
        DashboardRoute::ReleaseDashboardReview => by(row, reviews::acts::release),
        DashboardRoute::AskInDashboard => by(row, reviews::acts::ask),
        DashboardRoute::DecideInDashboard => by(row, reviews::acts::decide),
        DashboardRoute::ConfirmInDashboard => by(row, reviews::acts::confirm),
        DashboardRoute::DisagreeInDashboard => by(row, reviews::acts::disagree),
        DashboardRoute::EscalateInDashboard => by(row, reviews::acts::escalate),
        DashboardRoute::AnnotateInDashboard => by(row, reviews::acts::annotate),
        DashboardRoute::TakeBackDrafts => by(row, reviews::drafts::take_back),

        DashboardRoute::ListDashboardPartners => by(row, operator::partners::list),
        DashboardRoute::CreateDashboardPartner => by(row, operator::partners::create),
        DashboardRoute::ShowDashboardPartner => by(row, operator::partner::show),
        DashboardRoute::PutDashboardPartner => by(row, operator::partner::put),
        DashboardRoute::IssueDashboardCode => by(row, operator::codes::issue),
        DashboardRoute::FindPartnersCustomer => by(row, operator::customer::find),
        DashboardRoute::ShowPartnersCustomer => by(row, operator::customer::show),
        DashboardRoute::SetStatusInDashboard => by(row, operator::customer_acts::set_status),
        DashboardRoute::ImportNonprofitInDashboard => by(row, operator::customer_acts::import_nonprofit),
        DashboardRoute::DecideEducationInDashboard => by(row, operator::customer_acts::decide_education),
        DashboardRoute::SetRolesInDashboard => by(row, operator::customer_acts::set_roles),
        DashboardRoute::ListDashboardDecisions => by(row, operator::decisions::list),
        DashboardRoute::CheckDecisionChains => by(row, operator::chains::check),
        DashboardRoute::ShowDashboardDecision => by(row, operator::decision::show),
        DashboardRoute::ShowDashboardDatasets => by(row, operator::datasets::show),
        DashboardRoute::AcceptDashboardDataset => by(row, operator::datasets::accept),
        DashboardRoute::ShowDashboardTrail => by(row, operator::trail::show),
        DashboardRoute::ShowDashboardHealth => by(row, operator::health::show),
        DashboardRoute::ShowFigures => by(row, figures::page::show),
        DashboardRoute::ListFigureCases => by(row, figures::cases::list),

        DashboardRoute::ShowPanel
        | DashboardRoute::MovePanelClock
        | DashboardRoute::ResetInPanel
        | DashboardRoute::MintInPanel
        | DashboardRoute::ListPanelPartners
        | DashboardRoute::CreatePanelPartner
        | DashboardRoute::ShowPanelPartner
        | DashboardRoute::ResetPanelPartner
        | DashboardRoute::DeletePanelPartner
        | DashboardRoute::MovePanelPartnersClock
        | DashboardRoute::SetPanelPartnersSnapshots
        | DashboardRoute::ShowPanelSnapshots
        | DashboardRoute::SetPanelSnapshots
        | DashboardRoute::ShowPanelOutcomes
        | DashboardRoute::SetPanelOutcome
        | DashboardRoute::ShowPanelFaults
        | DashboardRoute::SetPanelFaults
        | DashboardRoute::ListPanelExchanges
        | DashboardRoute::ShowPanelExchange
        | DashboardRoute::ShowPanelCheckup => return None,

        DashboardRoute::ShowQualifications => by(row, qualifications::overview::show),
        DashboardRoute::ShowQualificationForm => by(row, qualifications::request::show),
        DashboardRoute::PreviewInDashboard => by(row, qualifications::request::preview),
        DashboardRoute::RequestInDashboard => by(row, qualifications::request::submit),
        DashboardRoute::ShowOwnCase => by(row, qualifications::case::show),
        DashboardRoute::ReplyInDashboard => by(row, qualifications::acts::reply),
        DashboardRoute::AppealInDashboard => by(row, qualifications::acts::appeal),
        DashboardRoute::WithdrawInDashboard => by(row, qualifications::acts::withdraw),
        DashboardRoute::HandInDocument => by(row, qualifications::documents::hand_in),
        DashboardRoute::ShowOwnDocument => by(row, qualifications::documents::download),
        DashboardRoute::ListDashboardCodes => by(row, codes::show),

        DashboardRoute::ListActivity => by(row, activity::list::show),
        DashboardRoute::ExportActivity => by(row, activity::export::download),

        DashboardRoute::ListDashboardWebhooks => by(row, webhooks::list::show),
        DashboardRoute::ShowNewWebhook => by(row, webhooks::form::show_new),
        DashboardRoute::CreateDashboardWebhook => by(row, webhooks::form::create),
        DashboardRoute::ShowDashboardWebhook => by(row, webhooks::receiver::show),
        DashboardRoute::ShowWebhookForm => by(row, webhooks::form::show),
        DashboardRoute::UpdateDashboardWebhook => by(row, webhooks::form::submit),
        DashboardRoute::RemoveDashboardWebhook => by(row, webhooks::acts::remove),
        DashboardRoute::RotateInDashboard => by(row, webhooks::acts::rotate),
        DashboardRoute::TestInDashboard => by(row, webhooks::acts::test),
        DashboardRoute::ReplayInDashboard => by(row, webhooks::acts::replay),
    };
    Some(handler)
}

/// A handler by the method of its row.
fn by<T: 'static>(row: &Endpoint, handler: impl Handler<T, Dashboard>) -> MethodRouter<Dashboard> {
    let method = match row.method {
        Method::Get => MethodFilter::GET,
        Method::Head => MethodFilter::HEAD,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    };
    on(method, handler)
}
