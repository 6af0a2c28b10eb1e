//! Device codes: kept in memory until they expire or are redeemed (RFC 8628).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_server::random::{random_bytes, random_text};
use qualify_vocabulary::{ApplicationId, PartnerId, UserId, counted};

use super::refusal::{Reason, Refused};
use super::resource::Wish;
use super::tenant::Tenant;

/// So many device codes are kept; one more takes the place of the oldest.
const DEVICES_MAX: usize = 1024;
/// The letters of a user code: no vowels, so that no words come of them, and none that looks like another.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// As many letters as a user has to type.
const USER_CODE_LETTERS: usize = 9;
/// How much sooner than told a client may ask, in seconds: its clock is not ours.
const POLL_TOLERANCE_SECONDS: i64 = 1;

/// What a device asked for.
#[derive(Debug, Clone)]
pub(super) struct DeviceRequest {
    pub(super) client: ApplicationId,
    pub(super) tenant: Tenant,
    pub(super) wish: Wish,
}

/// What the user said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Approved(Approval),
    Declined,
}

/// Who approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Approval {
    pub(super) tenant: PartnerId,
    pub(super) user: UserId,
    pub(super) has_mfa: bool,
}

#[derive(Debug)]
struct Entry {
    request: DeviceRequest,
    user_code: String,
    /// In seconds of real time.
    expires_at: i64,
    asked_at: Option<i64>,
    verdict: Option<Verdict>,
}

/// The codes that are out, by device code.
#[derive(Debug, Default)]
pub(super) struct DeviceCodes(Mutex<HashMap<String, Entry>>);

/// A device's two codes.
#[derive(Debug)]
pub(super) struct Issued {
    pub(super) device_code: String,
    pub(super) user_code: String,
}

impl DeviceCodes {
    pub(super) fn issue(&self, request: DeviceRequest, now: i64, lifetime: i64) -> Issued {
        let mut devices = self.lock();
        if devices.len() >= DEVICES_MAX {
            devices.retain(|_, entry| entry.expires_at > now);
        }
        if devices.len() >= DEVICES_MAX {
            let oldest =
                devices.iter().min_by_key(|(_, entry)| entry.expires_at).map(|(code, _)| code.clone());
            oldest.and_then(|code| devices.remove(&code));
        }
        let issued = Issued { device_code: random_text(), user_code: random_user_code() };
        let user_code = issued.user_code.clone();
        let entry = Entry { request, user_code, expires_at: now + lifetime, asked_at: None, verdict: None };
        devices.insert(issued.device_code.clone(), entry);
        issued
    }

    /// What the device that has this user code asked for, while nobody has answered it.
    pub(super) fn find_waiting(&self, user_code: &str, now: i64) -> Option<DeviceRequest> {
        let user_code = normalized(user_code);
        let devices = self.lock();
        let mut waiting = devices.values().filter(|entry| entry.is_waiting(now));
        waiting.find(|entry| entry.user_code == user_code).map(|entry| entry.request.clone())
    }

    /// Notes what the user said; `false` if nobody waits for it.
    pub(super) fn decide(&self, user_code: &str, verdict: Verdict, now: i64) -> bool {
        let user_code = normalized(user_code);
        let mut devices = self.lock();
        let mut waiting = devices.values_mut().filter(|entry| entry.is_waiting(now));
        let entry = waiting.find(|entry| entry.user_code == user_code);
        let is_waiting = entry.is_some();
        if let Some(entry) = entry {
            entry.verdict = Some(verdict);
        }
        is_waiting
    }

    /// Asks whether the user has answered. An approval is there until it is used up: what is refused can be asked again as
    /// it should be.
    pub(super) fn poll<T>(
        &self,
        device_code: &str,
        client: ApplicationId,
        (now, interval): (i64, i64),
        take: impl FnOnce(&DeviceRequest, Approval) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let mut devices = self.lock();
        let entry = devices.get_mut(device_code).filter(|entry| entry.request.client == client);
        let entry = entry.ok_or_else(unknown)?;
        if entry.expires_at <= now {
            return Err(Refused::new(
                Reason::DeviceCodeExpired,
                "The provided value for the input parameter 'device_code' has expired. Start the sign-in anew.",
            ));
        }
        let asked_at = entry.asked_at.replace(now);
        match entry.verdict {
            None => {}
            Some(Verdict::Declined) => {
                devices.remove(device_code);
                return Err(declined());
            }
            Some(Verdict::Approved(approval)) => {
                return take(&entry.request, approval);
            }
        }
        if asked_at.is_some_and(|asked_at| now - asked_at < interval - POLL_TOLERANCE_SECONDS) {
            return Err(Refused::new(
                Reason::SlowDown,
                format!(
                    "The device asks too often. Wait {} between two questions.",
                    counted(interval, "second")
                ),
            ));
        }
        Err(Refused::new(
            Reason::AuthorizationPending,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        ))
    }

    /// Uses up an approval that was taken.
    ///
    /// # Errors
    /// Somebody else was first.
    pub(super) fn use_up(&self, device_code: &str) -> Result<(), Refused> {
        self.lock().remove(device_code).map(drop).ok_or_else(unknown)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn is_waiting(&self, now: i64) -> bool {
        self.expires_at > now && self.verdict.is_none()
    }
}

fn declined() -> Refused {
    Refused::new(Reason::DeviceDeclined, "The user declined the sign-in of the device.")
}

fn unknown() -> Refused {
    Refused::new(
        Reason::DeviceCodeUnknown,
        "The verification code is not known: it was redeemed, or was issued to another application.",
    )
}

/// A user code as it was given out, however it was typed.
pub(super) fn normalized(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).take(USER_CODE_LETTERS + 1);
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}

/// Whether this could be a user code that was given out.
pub(crate) fn is_user_code(text: &str) -> bool {
    text.len() == USER_CODE_LETTERS && text.bytes().all(|letter| LETTERS.contains(&letter))
}

fn random_user_code() -> String {
    let mut code = String::with_capacity(USER_CODE_LETTERS);
    while code.len() < USER_CODE_LETTERS {
        // Bytes of 240 and more would make the first letters likelier.
        let fair = random_bytes().into_iter().filter(|byte| *byte < 240);
        let letters = fair.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
        code.extend(letters.take(USER_CODE_LETTERS - code.len()));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: [u8; 16] = [1; 16];

    fn issue(devices: &DeviceCodes) -> Issued {
        let request = DeviceRequest {
            client: ApplicationId::from(CLIENT),
            tenant: Tenant::OfTheUser,
            wish: Wish::default(),
        };
        devices.issue(request, 0, 60)
    }

    fn poll(devices: &DeviceCodes, code: &str, now: i64) -> Result<Approval, Reason> {
        let answer = devices.poll(code, ApplicationId::from(CLIENT), (now, 5), |_, approval| Ok(approval));
        answer.map_err(|refused| refused.reason)
    }

    #[test]
    fn a_device_waits_slows_down_gets_its_answer_once() {
        let devices = DeviceCodes::default();
        let issued = issue(&devices);
        assert_eq!(poll(&devices, &issued.device_code, 0), Err(Reason::AuthorizationPending));
        assert_eq!(poll(&devices, &issued.device_code, 2), Err(Reason::SlowDown));
        assert_eq!(poll(&devices, &issued.device_code, 7), Err(Reason::AuthorizationPending));
        let typed = format!(" {}-{} ", &issued.user_code[..4].to_lowercase(), &issued.user_code[4..]);
        assert!(devices.find_waiting(&typed, 8).is_some());
        assert!(devices.decide(&typed, Verdict::Declined, 8));
        assert!(!devices.decide(&typed, Verdict::Declined, 8), "an answer is not taken back");
        assert_eq!(poll(&devices, &issued.device_code, 8), Err(Reason::DeviceDeclined));
        assert_eq!(poll(&devices, &issued.device_code, 9), Err(Reason::DeviceCodeUnknown));
    }

    #[test]
    fn an_answer_that_is_not_taken_stays() {
        let devices = DeviceCodes::default();
        let issued = issue(&devices);
        let approval =
            Approval { tenant: PartnerId::from([2; 16]), user: UserId::from([3; 16]), has_mfa: true };
        assert!(devices.decide(&issued.user_code, Verdict::Approved(approval), 1));
        let client = ApplicationId::from(CLIENT);
        let refused =
            devices.poll(&issued.device_code, client, (2, 5), |_, _| Err::<(), _>(Refused::missing("x")));
        assert_eq!(refused.unwrap_err().reason, Reason::MissingParameter);
        assert_eq!(poll(&devices, &issued.device_code, 3), Ok(approval));
        assert_eq!(devices.use_up(&issued.device_code), Ok(()));
        assert_eq!(devices.use_up(&issued.device_code).unwrap_err().reason, Reason::DeviceCodeUnknown);
        assert_eq!(poll(&devices, &issued.device_code, 4), Err(Reason::DeviceCodeUnknown));
    }

    #[test]
    fn codes_end_and_belong_to_their_client() {
        let devices = DeviceCodes::default();
        let issued = issue(&devices);
        let of_another = ApplicationId::from([2; 16]);
        let other = devices.poll(&issued.device_code, of_another, (0, 5), |_, _| Ok(())).unwrap_err();
        assert_eq!(other.reason, Reason::DeviceCodeUnknown);
        assert_eq!(poll(&devices, &issued.device_code, 60), Err(Reason::DeviceCodeExpired));
        assert!(!devices.decide(&issued.user_code, Verdict::Declined, 60));
        assert!(!devices.decide("", Verdict::Declined, 0));
    }

    #[test]
    fn codes_are_bounded_and_user_codes_are_letters() {
        let devices = DeviceCodes::default();
        for _ in 0..=DEVICES_MAX {
            let code = issue(&devices).user_code;
            assert!(is_user_code(&code) && code.len() == USER_CODE_LETTERS, "{code}");
        }
        assert_eq!(devices.lock().len(), DEVICES_MAX);
    }
}
