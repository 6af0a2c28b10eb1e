//! What every page needs: the frame around it (`templates/frame.html`) with its style, the policy that keeps others' code
//! out of it ([`PagePolicy`]), and the guard that keeps others from sending its forms ([`FormGuard`]).
//!
//! Pages are plain HTML that works without a script. No cache keeps one: that is said of every answer, in
//! `api/protection`. To add a page: a template that extends the frame, the struct of its values with a member `style`, and
//! [`answer`].

mod form_guard;
mod page;
mod policy;
mod style;

pub use self::form_guard::{FormGuard, Seals, is_own_form};
pub use self::page::{PageFault, answer, answer_with};
pub use self::policy::{PagePolicy, nonce_policy};
pub use self::style::STYLE;
