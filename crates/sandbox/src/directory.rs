//! The people and applications of the sandbox, as the seed names them.

use std::collections::HashMap;

use qualify_dashboard::DASHBOARD_APPLICATION;
use qualify_server::auth::OPERATOR_AUDIENCE;
use qualify_vocabulary::{ApplicationId, PartnerId, PartnerRole, StaffRole, UserId};

use super::client_certificate::ClientCertificate;
use super::issuer::redirect::is_registered;
use super::minting::STAFF_TENANT;
use super::seed::SandboxSeed;
use super::seed_people;
use super::seed_people::{SeedApplication, SeedStaff, SeedUser, SignIn};

/// The application under whose name the `PartnerCenter` module for PowerShell signs users in (contract 5.4).
const POWERSHELL_APPLICATION: ApplicationId =
    ApplicationId::from_uuid(uuid::Uuid::from_u128(0x04b0_7795_8ddb_461a_bbee_02f9_e1bf_7b46));

/// Everybody who can sign in.
#[derive(Debug)]
pub(crate) struct Directory {
    /// The seed's own application, which tokens name unless another one asked for them, or the partner has its own.
    pub(crate) application: ApplicationId,
    pub(crate) default_partner: PartnerId,
    /// The applications of the partners that have one of their own.
    own_applications: HashMap<PartnerId, ApplicationId>,
    /// Those of the sandbox's seed come first.
    people: Vec<Person>,
    seed_people: usize,
    applications: Vec<Application>,
    /// The tenants by their domains, in lower case.
    domains: HashMap<String, PartnerId>,
}

/// A partner's user, or a member of our staff. `Debug` is for tests: seed data, nothing personal.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    /// The name to sign in with.
    pub(crate) name: String,
    pub(super) password: String,
    /// The partner, or the tenant of our staff.
    pub(crate) tenant: PartnerId,
    pub(crate) role: Role,
    /// Whether tokens carry the mark of a second factor.
    pub(crate) has_mfa: bool,
    /// Whether a sign-in without a page is refused for want of a second factor.
    pub(super) requires_mfa: bool,
    pub(super) sign_in: SignIn,
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Partner(PartnerRole),
    Staff(StaffRole),
}

/// An application that may ask for tokens.
#[derive(Debug, Clone)]
pub(super) struct Application {
    pub(super) id: ApplicationId,
    pub(super) name: String,
    pub(super) secret: Option<String>,
    pub(super) certificates: Vec<ClientCertificate>,
    pub(super) redirect_uris: Vec<String>,
    pub(super) is_public: bool,
}

impl Directory {
    pub(super) fn of(seed: &SandboxSeed) -> Self {
        let mut directory = Self {
            application: seed.application.id,
            default_partner: seed.default_partner(),
            own_applications: HashMap::new(),
            people: Vec::new(),
            seed_people: 0,
            applications: Vec::new(),
            domains: HashMap::new(),
        };
        directory.add(seed);
        directory.seed_people = directory.people.len();
        if directory.applications.iter().all(|known| known.id != POWERSHELL_APPLICATION) {
            directory.applications.push(Application::powershell());
        }
        directory.applications.push(Application::dashboard());
        directory
    }

    /// With the people and the application of partners that were made besides.
    pub(super) fn with<'seed>(mut self, own: impl Iterator<Item = &'seed SandboxSeed>) -> Self {
        for seed in own {
            self.add(seed);
            self.own_applications.insert(seed.default_partner(), seed.application.id);
        }
        self
    }

    fn add(&mut self, seed: &SandboxSeed) {
        let users = seed.users.iter().map(Person::of_user);
        let people: Vec<Person> = users.chain(seed.staff.iter().map(Person::of_staff)).collect();
        let applications = std::iter::once(&seed.application).chain(&seed.applications);
        self.applications.extend(applications.map(Application::of));
        let of_people = people.iter().filter_map(Person::domain);
        for (domain, tenant) in listed_domains(seed).chain(of_people).chain(profile_domains(seed)) {
            self.domains.entry(domain.to_ascii_lowercase()).or_insert(tenant);
        }
        self.people.extend(people);
    }

    /// The application that a tenant's tokens name unless another one asked for them.
    pub(super) fn application_of(&self, tenant: PartnerId) -> ApplicationId {
        self.own_applications.get(&tenant).copied().unwrap_or(self.application)
    }

    /// The person of this name, user or staff.
    pub(super) fn find_person(&self, name: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn find_person_by_id(&self, id: UserId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Everybody who could sign in to a tenant; for none, whom the sandbox's seed names.
    pub(super) fn people_of(&self, tenant: Option<PartnerId>) -> impl Iterator<Item = &Person> {
        let shown = if tenant.is_some() { self.people.len() } else { self.seed_people };
        let people = self.people.iter().take(shown);
        people.filter(move |person| tenant.is_none_or(|tenant| tenant == person.tenant))
    }

    /// Somebody of a partner by the name they sign in with; none for staff.
    pub(super) fn find_user(&self, name: &str) -> Option<&Person> {
        self.find_person(name).filter(|person| matches!(person.role, Role::Partner(_)))
    }

    /// The first administrator of a partner.
    pub(super) fn administrator_of(&self, partner: PartnerId) -> Option<&Person> {
        let administrator = Role::Partner(PartnerRole::AdminAgent);
        self.people.iter().find(|person| person.tenant == partner && person.role == administrator)
    }

    /// The member of staff of this name; the first operator for none.
    pub(super) fn find_staff(&self, name: Option<&str>) -> Option<&Person> {
        match name {
            Some(name) => self.find_person(name).filter(|person| matches!(person.role, Role::Staff(_))),
            None => self.people.iter().find(|person| person.role == Role::Staff(StaffRole::Operator)),
        }
    }

    pub(super) fn find_application(&self, id: &str) -> Option<&Application> {
        let id = ApplicationId::parse(id).ok()?;
        self.applications.iter().find(|application| application.id == id)
    }

    pub(super) fn applications(&self) -> &[Application] {
        &self.applications
    }

    /// The tenant of a domain.
    pub(super) fn find_domain(&self, domain: &str) -> Option<PartnerId> {
        self.domains.get(&domain.to_ascii_lowercase()).copied()
    }
}

fn listed_domains(seed: &SandboxSeed) -> impl Iterator<Item = (&str, PartnerId)> {
    seed.partners
        .iter()
        .flat_map(|partner| partner.domains.iter().map(move |domain| (domain.as_str(), partner.id)))
}

/// The domains that the partners are told to be theirs.
fn profile_domains(seed: &SandboxSeed) -> impl Iterator<Item = (&str, PartnerId)> {
    seed.partners
        .iter()
        .filter_map(|partner| Some((partner.profile.as_ref()?.domain.as_deref()?, partner.id)))
}

impl Person {
    fn of_user(user: &SeedUser) -> Self {
        Self {
            id: user.id,
            name: user.name.clone(),
            password: user.password.clone(),
            tenant: user.partner,
            role: Role::Partner(user.role),
            has_mfa: user.mfa,
            requires_mfa: user.requires_mfa,
            sign_in: user.sign_in,
        }
    }

    fn of_staff(member: &SeedStaff) -> Self {
        Self {
            id: member.id,
            name: member.name.clone(),
            password: member.password.clone(),
            tenant: STAFF_TENANT,
            role: Role::Staff(member.role),
            has_mfa: member.mfa,
            requires_mfa: member.requires_mfa,
            sign_in: member.sign_in,
        }
    }

    pub(super) fn domain(&self) -> Option<(&str, PartnerId)> {
        self.name.rsplit_once('@').map(|(_, domain)| (domain, self.tenant))
    }
}

impl Role {
    /// The name of the role, as the `roles` claim holds it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Partner(role) => role.name(),
            Self::Staff(role) => role.name(),
        }
    }

    /// For whom such a person's tokens are meant unless the request says so.
    pub(super) fn audience(self) -> &'static str {
        match self {
            Self::Partner(_) => qualify_server::auth::PARTNER_CENTER_AUDIENCES[0],
            Self::Staff(_) => OPERATOR_AUDIENCE,
        }
    }
}

impl Application {
    fn of(seed: &SeedApplication) -> Self {
        // A blank one is absent in the seed, too: no client could send it.
        let secret = seed.secret.as_ref().filter(|secret| !secret.trim().is_empty());
        Self {
            id: seed.id,
            name: seed.name.clone().unwrap_or_else(|| seed.id.to_string()),
            secret: secret.cloned(),
            // Those that do not read were refused with the seed.
            certificates: seed
                .certificates
                .iter()
                .filter_map(|pem| ClientCertificate::parse(pem).ok())
                .collect(),
            redirect_uris: seed.redirect_uris.clone(),
            is_public: seed.public_client.unwrap_or(secret.is_none() && seed.certificates.is_empty()),
        }
    }

    /// Whether it has nothing by which it could show that it is the one.
    pub(super) fn has_no_proof(&self) -> bool {
        self.secret.is_none() && self.certificates.is_empty()
    }

    /// The pages of this very service. Where it is sent back to is known from where it was asked (`authorize`).
    fn dashboard() -> Self {
        Self {
            id: DASHBOARD_APPLICATION,
            name: "Qualify dashboard".to_owned(),
            secret: None,
            certificates: Vec::new(),
            redirect_uris: Vec::new(),
            is_public: true,
        }
    }

    /// Whether a code may be sent to this address: one that is registered, or the page of our own that waits for it.
    pub(super) fn may_be_sent_to(&self, address: &str, origin: &str) -> bool {
        is_registered(&self.redirect_uris, address)
            || (self.id == DASHBOARD_APPLICATION
                && address.strip_prefix(origin) == Some(qualify_dashboard::SIGNED_IN_PATH))
    }

    fn powershell() -> Self {
        Self {
            id: POWERSHELL_APPLICATION,
            name: "PowerShell".to_owned(),
            secret: None,
            certificates: Vec::new(),
            redirect_uris: seed_people::loopback(),
            is_public: true,
        }
    }
}
