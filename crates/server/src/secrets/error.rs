//! Why a secret key is not taken.

use std::path::PathBuf;

/// What depends on the secret, and so what a new one costs.
pub(super) const CONSEQUENCES: &str = "From then on receivers of Standard Webhooks refuse every signature until their secret is \
    rotated (`qualify webhooks rotate-secret ID`, by each partner); paging tokens that clients hold are refused, and \
    their lists begin anew; and a repeated request that made a customer is answered with another one-time password";

/// Why the service does not start with this secret, or without one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no secret, and the store is not new.
    #[error(
        "{} is gone, and the database is not new: a new secret would silently make wrong what the old one made. Put the \
         file back from a backup, or name its place by store.secret_key_file. If it is lost, start once with \
         --new-secret. {CONSEQUENCES}",
        .file.display()
    )]
    Lost {
        /// The file that is not there.
        file: PathBuf,
    },
    /// The secret is not the one that the database knows.
    #[error(
        "{} holds another secret than the one that belongs to this database. Put the right file in its place, or name it \
         by store.secret_key_file. If that one is lost, start once with --new-secret, which goes on with the file as it \
         is. {CONSEQUENCES}",
        .file.display()
    )]
    Foreign { file: PathBuf },
    /// A new secret is asked for, and nothing is wrong with the old one.
    #[error(
        "--new-secret: {} is the secret that belongs to this database, so there is nothing to give up. Leave the flag \
         out; it is for one start after a loss",
        .file.display()
    )]
    NotLost { file: PathBuf },
}
