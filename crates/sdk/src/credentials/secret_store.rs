//! Where refresh tokens are kept between runs.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::token::Secret;
use crate::error::Result;

/// Keeps one secret, for one or for several processes at once.
///
/// A refresh token is used up by its use at some authorities, and using it twice ends the sign-in. So whoever redeems it
/// takes a [`Reservation`] first, and keeps the newer one before the reservation goes. The functions may block: they are
/// called on threads where that is fine.
///
/// To keep sign-ins in a vault of your own, implement this trait for it: `load` and `exchange` suffice where one process
/// uses a secret.
pub trait SecretStore: Send + Sync {
    /// What it is, for messages: a path, or the name of a keyring.
    fn describe(&self) -> String;

    /// What is kept, if anything is.
    ///
    /// # Errors
    /// It cannot be read: it is locked, or somebody else's.
    fn load(&self) -> Result<Option<Secret>>;

    /// Takes the turn to redeem what is kept, so that nobody else does meanwhile; `None` if somebody else has it. Makes
    /// sure, as far as can be known, that something newer can be kept afterwards.
    ///
    /// Unless a store says otherwise, nobody is kept out.
    ///
    /// # Errors
    /// Nothing could be kept there: the disk is full, or the folder is not there.
    fn try_reserve(&self) -> Result<Option<Reservation>> {
        Ok(Some(Reservation::unguarded()))
    }

    /// Keeps a secret in place of the one that was read; `false`, and nothing is kept, if another one is there by now.
    /// Afterwards it is there whole, or the one of before is.
    ///
    /// # Errors
    /// It cannot be written. What was there before stays.
    fn exchange(&self, reservation: &Reservation, before: Option<&Secret>, after: &Secret) -> Result<bool>;
}

/// The turn to redeem what a [`SecretStore`] keeps, until this value goes.
pub struct Reservation {
    _guard: Option<Box<dyn Any + Send + Sync>>,
}

impl Reservation {
    /// A turn that ends when this guard is dropped.
    pub fn new(guard: impl Send + Sync + 'static) -> Self {
        Self { _guard: Some(Box::new(guard)) }
    }

    /// A turn that keeps nobody out.
    pub const fn unguarded() -> Self {
        Self { _guard: None }
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reservation")
    }
}

/// A store that several clients of one process share.
impl<S: SecretStore + ?Sized> SecretStore for Arc<S> {
    fn describe(&self) -> String {
        (**self).describe()
    }

    fn load(&self) -> Result<Option<Secret>> {
        (**self).load()
    }

    fn try_reserve(&self) -> Result<Option<Reservation>> {
        (**self).try_reserve()
    }

    fn exchange(&self, reservation: &Reservation, before: Option<&Secret>, after: &Secret) -> Result<bool> {
        (**self).exchange(reservation, before, after)
    }
}

/// A secret in memory, which ends with the process.
#[derive(Default)]
pub struct MemorySecretStore {
    secret: Mutex<Option<Secret>>,
    is_reserved: Arc<AtomicBool>,
}

impl MemorySecretStore {
    /// A store that holds this secret.
    pub fn with(secret: impl Into<Secret>) -> Self {
        Self { secret: Mutex::new(Some(secret.into())), is_reserved: Arc::default() }
    }
}

impl fmt::Debug for MemorySecretStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemorySecretStore")
    }
}

struct ReservedMemory(Arc<AtomicBool>);

impl Drop for ReservedMemory {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl SecretStore for MemorySecretStore {
    fn describe(&self) -> String {
        "memory".to_owned()
    }

    fn load(&self) -> Result<Option<Secret>> {
        Ok(self.secret.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn try_reserve(&self) -> Result<Option<Reservation>> {
        let is_ours = !self.is_reserved.swap(true, Ordering::Acquire);
        Ok(is_ours.then(|| Reservation::new(ReservedMemory(Arc::clone(&self.is_reserved)))))
    }

    fn exchange(&self, _reservation: &Reservation, before: Option<&Secret>, after: &Secret) -> Result<bool> {
        let mut current = self.secret.lock().unwrap_or_else(PoisonError::into_inner);
        let is_unchanged = current.as_ref() == before;
        if is_unchanged {
            *current = Some(after.clone());
        }
        Ok(is_unchanged)
    }
}
