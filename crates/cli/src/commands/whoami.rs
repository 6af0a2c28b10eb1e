//! `qualify whoami`: as whom a service is asked, and until when. The token itself is never shown.

use serde::Serialize;

use crate::args::WhoamiArgs;
use crate::claims::Claims;
use crate::contexts::Side;
use crate::exit::Failure;
use crate::session::{self, Session};
use crate::shown::{Row, or_dash};

pub(crate) fn run(args: &WhoamiArgs) -> Result<(), Failure> {
    session::run(async {
        let (session, _) = if args.staff {
            (Session::open(&args.client, Side::Staff)?, Side::Staff)
        } else {
            Session::open_as_context(&args.client)?
        };
        let token = session.client.access_token().await?;
        let claims = Claims::of(token.reveal());
        let claims = claims.as_ref();
        session.one(&Who {
            user: claims.and_then(Claims::user),
            tenant: claims.and_then(Claims::tenant),
            application: claims.and_then(Claims::application),
            roles: claims.map(Claims::roles).unwrap_or_default(),
            context: session.place.context.as_ref().map(|(name, _)| name.clone()),
            url: session.place.url.clone(),
            production: session.place.is_production(),
            mfa: claims.filter(|claims| claims.has_user()).and_then(Claims::has_second_factor),
            ends_at: claims.and_then(Claims::ends_at).map(|at| at.to_string()),
        })
    })
}

/// What the token says of itself; a token that is no JWT says nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Who {
    user: Option<String>,
    tenant: Option<String>,
    application: Option<String>,
    roles: Vec<String>,
    context: Option<String>,
    url: String,
    production: bool,
    mfa: Option<bool>,
    ends_at: Option<String>,
}

impl Row for Who {
    const TITLES: &'static [&'static str] =
        &["USER", "TENANT", "APPLICATION", "ROLES", "CONTEXT", "URL", "KIND", "MFA", "TOKEN-ENDS"];

    fn cells(&self) -> Vec<String> {
        let mfa = match self.mfa {
            Some(true) => "yes",
            Some(false) => "no: sign in with a second factor",
            None => "-",
        };
        vec![
            or_dash(self.user.as_deref()),
            or_dash(self.tenant.as_deref()),
            or_dash(self.application.as_deref()),
            or_dash(Some(self.roles.join(" ").as_str())),
            or_dash(self.context.as_deref()),
            self.url.clone(),
            if self.production { "production" } else { "sandbox" }.to_owned(),
            mfa.to_owned(),
            or_dash(self.ends_at.as_deref()),
        ]
    }
}
