//! What the service asks of its sandbox.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::MethodRouter;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, Request};
use qualify_domain::partner_profile::PartnerProfile;
use qualify_domain::vetting::Vetter;
use qualify_server::auth::OwnIssuer;
use qualify_server::extension::{Answering, Dropped, Extension, Fallback};
use qualify_vocabulary::PartnerId;
use qualify_wire::endpoints::Route;
use qualify_wire::errors::ApiError;

use super::issuer::grants::purge_ended;
use super::issuer::tenant::Dispatch;
use super::issuer::token;
use super::requests::refill::refill;
use super::scripted::Scripted;
use super::state::Handle;
use super::{claimed, openapi, origin, panel, routes, watch};

impl Extension for Handle {
    /// Refuses what comes from somebody else's page (contract 9.4.13).
    fn check(&self, path: &str, request: &Request<Body>) -> Result<(), ApiError> {
        origin::check(&self.names, path, request)
    }

    /// Costs one relaxed load.
    fn is_watching(&self) -> bool {
        self.interest.is_any()
    }

    fn answer<'a>(
        &'a self,
        service: &'a dyn Answering,
        request: Request<Body>,
    ) -> BoxFuture<'a, Result<Response, Dropped>> {
        Box::pin(watch::answer(self, service, request))
    }

    fn count_unserved(&self, headers: &HeaderMap, method: &Method, path: &str) {
        self.requests.count_unserved(headers, method, path);
        let own = claimed::tenant(headers).and_then(|tenant| self.partners.find(tenant));
        if let Some(own) = own {
            own.requests.count_unserved(headers, method, path);
        }
    }

    fn vetter(&self, otherwise: Arc<dyn Vetter>) -> Arc<dyn Vetter> {
        Arc::new(Scripted::over(otherwise, Arc::clone(&self.scripts)))
    }

    fn issuer(&self) -> Arc<dyn OwnIssuer> {
        Arc::clone(&self.issuer) as Arc<dyn OwnIssuer>
    }

    fn redeem<'a>(&'a self, origin: &'a str, form: String) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(token::redeem_in_process(self, origin, form))
    }

    fn partner_profiles(&self) -> Vec<(PartnerId, PartnerProfile)> {
        self.partner_profiles.clone()
    }

    fn find_partner_profile(&self, partner: PartnerId) -> Option<Arc<PartnerProfile>> {
        self.partners.find(partner)?.profile.clone()
    }

    fn handler(&self, route: Route) -> Option<MethodRouter> {
        if let Route::Dashboard(page) = route {
            return panel::routes::serve(page).map(|handler| handler.with_state(self.clone()));
        }
        routes::serve(route).map(|(_, _, handler)| handler.with_state(self.clone()))
    }

    /// Below a tenant, to the issuer.
    fn fallback(&self, below_tenants: Router) -> Fallback {
        let dispatch = Dispatch::new(below_tenants);
        Arc::new(move |request| Box::pin(dispatch.clone().answer(request)))
    }

    fn description(&self) -> fn() -> &'static str {
        openapi::openapi_json
    }

    fn jobs(&self, stopping: &tokio::sync::watch::Receiver<bool>) -> Vec<BoxFuture<'static, ()>> {
        vec![
            Box::pin(refill(self.clone(), stopping.clone())),
            Box::pin(purge_ended(self.clone(), stopping.clone())),
        ]
    }
}
