//! The arguments of `qualify review`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use qualify_vocabulary::{CustomerId, DocumentId, PartnerId, ReviewId, VettingReason};

use super::client::ClientArgs;

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    /// As the partner, whose customer this is; without it as the operator's staff
    #[arg(long, value_name = "CUSTOMER", value_parser = CustomerId::parse, global = true)]
    pub(crate) customer: Option<CustomerId>,
    #[command(subcommand)]
    pub(crate) action: ReviewAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewAction {
    /// Lists cases: of a customer, or the queue of the operator's staff.
    List(ListReviewsArgs),
    /// Shows a case.
    Show {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
    },
    /// Takes a case, so that nobody else decides it meanwhile.
    Claim {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
    },
    /// Gives a case back.
    Release {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
    },
    /// Asks the partner.
    Ask {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
        /// What is wanted, an item each.
        #[arg(value_name = "ITEM", required = true)]
        items: Vec<String>,
    },
    /// Decides cases, or proposes what a second person confirms.
    Decide(Box<DecideArgs>),
    /// Confirms what another reviewer proposed.
    Confirm {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
    },
    /// Answers what was asked, as the partner.
    Reply {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
        /// The answer.
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Contests a denial, once, before another reviewer, as the partner.
    Appeal {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
        /// Why it should be decided otherwise.
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Ends a case without a decision: as the partner its request, as staff the case.
    Withdraw {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
    },
    /// Documents of a case.
    #[command(subcommand)]
    Documents(DocumentsAction),
}

#[derive(Debug, Args)]
pub(crate) struct ListReviewsArgs {
    /// Only those in this state
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<String>,
    /// Of the queue: only request, appeal, reverification or audit
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Of the queue: only those of a partner
    #[arg(long, value_name = "PARTNER", value_parser = PartnerId::parse)]
    pub(crate) partner: Option<PartnerId>,
    /// Of the queue: only those of a country, two letters
    #[arg(long, value_name = "CC")]
    pub(crate) country: Option<String>,
    /// Of the queue: only those whose decision would rest on this domain
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: Option<String>,
    /// Of the queue: only those with this reason why a person has to decide
    #[arg(long, value_name = "CODE")]
    pub(crate) reason_code: Option<String>,
    /// Of the queue: only somebody's, or `me`
    #[arg(long, value_name = "PERSON")]
    pub(crate) holder: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("verdict").required(true).args(["approve", "deny"])))]
pub(crate) struct DecideArgs {
    /// The cases.
    #[arg(value_name = "REVIEW", required = true, value_parser = ReviewId::parse)]
    pub(crate) ids: Vec<ReviewId>,
    /// The organisation qualifies
    #[arg(long)]
    pub(crate) approve: bool,
    /// It does not, for this reason, such as 'Not an eligible Library'
    #[arg(long, value_name = "REASON", value_parser = VettingReason::parse)]
    pub(crate) deny: Option<VettingReason>,
    /// The reason in the words of the rules, such as MANUAL_DENY [default: the one that belongs to the decision]
    #[arg(long, value_name = "CODE")]
    pub(crate) reason_code: Option<String>,
    /// What the partner reads
    #[arg(long, value_name = "TEXT")]
    pub(crate) explanation: String,
    /// What it rests on; may be repeated
    #[arg(long, value_name = "TEXT")]
    pub(crate) evidence: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DocumentsAction {
    /// Hands in documents, as the partner: PDF, PNG or JPEG.
    Add {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
        /// The files.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Writes a document into a file, or to standard output if that is no terminal.
    Get {
        /// The case.
        #[arg(value_name = "REVIEW", value_parser = ReviewId::parse)]
        id: ReviewId,
        /// The document.
        #[arg(value_name = "DOCUMENT", value_parser = DocumentId::parse)]
        document: DocumentId,
        /// The new file
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
}
