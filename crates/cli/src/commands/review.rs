//! `qualify review`: cases that people decide, seen by the partner (`--customer`) and by the operator's staff.

mod documents;
mod rows;

use qualify_contract::operator::Verdict;
use qualify_contract::reviews::{DecideBody, DecideManyBody};
use qualify_sdk::{CustomerReview, ReviewQuery};
use qualify_vocabulary::{CustomerId, ReviewId, counted};

use crate::args::{DecideArgs, ListReviewsArgs, ReviewAction, ReviewArgs};
use crate::contexts::Side;
use crate::exit::Failure;
use crate::session::{self, Session};

pub(crate) fn run(args: &ReviewArgs) -> Result<(), Failure> {
    let side = side_of(args)?;
    session::run(async {
        let session = Session::open(&args.client, side)?;
        match args.customer {
            Some(customer) => as_partner(&session, customer, &args.action).await,
            None => as_staff(&session, &args.action).await,
        }
    })
}

/// Whose act it is: the customer says that the partner asks.
fn side_of(args: &ReviewArgs) -> Result<Side, Failure> {
    let (of_partner, of_staff) = match &args.action {
        ReviewAction::List(_) | ReviewAction::Show { .. } | ReviewAction::Withdraw { .. } => (true, true),
        ReviewAction::Documents(action) => documents::sides(action),
        ReviewAction::Claim { .. }
        | ReviewAction::Release { .. }
        | ReviewAction::Ask { .. }
        | ReviewAction::Decide(_)
        | ReviewAction::Confirm { .. } => (false, true),
        ReviewAction::Reply { .. } | ReviewAction::Appeal { .. } => (true, false),
    };
    match args.customer {
        Some(_) if of_partner => Ok(Side::Partner),
        None if of_staff => Ok(Side::Staff),
        Some(_) => {
            Err(Failure::WrongSettings("that is for the operator's staff; leave --customer out".to_owned()))
        }
        None => Err(Failure::WrongSettings(
            "that is for the partner: name whose case it is with --customer".to_owned(),
        )),
    }
}

fn case(session: &Session, customer: CustomerId, id: ReviewId) -> CustomerReview {
    session.client.customers().by_id(customer).reviews().by_id(id)
}

async fn as_partner(session: &Session, customer: CustomerId, action: &ReviewAction) -> Result<(), Failure> {
    match action {
        ReviewAction::List(args) => {
            let reviews = session.client.customers().by_id(customer).reviews().list();
            let mut reviews = reviews.all().await?;
            reviews.retain(|review| args.state.as_ref().is_none_or(|state| *state == review.state));
            reviews.truncate(args.limit.unwrap_or(usize::MAX));
            session.list(&reviews)
        }
        ReviewAction::Show { id } => {
            session.one(&rows::PartnerCase(case(session, customer, *id).get().await?))
        }
        ReviewAction::Reply { id, text } => {
            session.before_change();
            session.one(&rows::PartnerCase(case(session, customer, *id).reply(text).await?))
        }
        ReviewAction::Appeal { id, text } => {
            session.before_change();
            session.one(&rows::PartnerCase(case(session, customer, *id).appeal(text).await?))
        }
        ReviewAction::Withdraw { id } => {
            session.before_change();
            session.one(&rows::PartnerCase(case(session, customer, *id).withdraw().await?))
        }
        ReviewAction::Documents(action) => documents::as_partner(session, customer, action).await,
        ReviewAction::Claim { .. }
        | ReviewAction::Release { .. }
        | ReviewAction::Ask { .. }
        | ReviewAction::Decide(_)
        | ReviewAction::Confirm { .. } => Ok(()),
    }
}

async fn as_staff(session: &Session, action: &ReviewAction) -> Result<(), Failure> {
    let reviews = session.client.operator().reviews();
    let review = match action {
        ReviewAction::List(args) => {
            return session.stream(reviews.list(&query_of(args)).items(), args.limit).await;
        }
        ReviewAction::Show { id } => reviews.by_id(*id).get().await?,
        ReviewAction::Decide(args) => return decide(session, args).await,
        ReviewAction::Documents(action) => return documents::as_staff(session, action).await,
        ReviewAction::Claim { id } => {
            session.before_change();
            reviews.by_id(*id).claim().await?
        }
        ReviewAction::Release { id } => {
            session.before_change();
            reviews.by_id(*id).release().await?
        }
        ReviewAction::Ask { id, items } => {
            session.before_change();
            reviews.by_id(*id).ask(items.clone()).await?
        }
        ReviewAction::Confirm { id } => {
            session.before_change();
            reviews.by_id(*id).confirm().await?
        }
        ReviewAction::Withdraw { id } => {
            session.before_change();
            reviews.by_id(*id).withdraw().await?
        }
        ReviewAction::Reply { .. } | ReviewAction::Appeal { .. } => return Ok(()),
    };
    session.one(&review)
}

fn query_of(args: &ListReviewsArgs) -> ReviewQuery {
    let mut query = ReviewQuery::default();
    query.state.clone_from(&args.state);
    query.kind.clone_from(&args.kind);
    query.partner = args.partner;
    query.country.clone_from(&args.country);
    query.domain.clone_from(&args.domain);
    query.reason_code.clone_from(&args.reason_code);
    query.holder.clone_from(&args.holder);
    query
}

/// One case as itself; of several each answer says whether it was done.
async fn decide(session: &Session, args: &DecideArgs) -> Result<(), Failure> {
    let decision = DecideBody {
        decision: if args.approve { Verdict::Approve } else { Verdict::Deny },
        reason: args.deny,
        reason_code: args.reason_code.clone(),
        explanation: args.explanation.clone(),
        evidence: args.evidence.clone(),
    };
    let reviews = session.client.operator().reviews();
    session.before_change();
    if let [id] = args.ids[..] {
        return session.one(&reviews.by_id(id).decide(&decision).await?);
    }
    let decided = reviews.decide_many(&DecideManyBody { reviews: args.ids.clone(), decision }).await?;
    session.list(&decided)?;
    let undone = decided.iter().filter(|review| !review.done).count();
    match undone {
        0 => Ok(()),
        undone if undone == decided.len() => Err(Failure::Failed("none of the cases was decided".to_owned())),
        undone => Err(Failure::PartlyDone(format!(
            "{} not decided; the list says why",
            if undone == 1 { "1 case was".to_owned() } else { format!("{} were", counted(undone, "case")) }
        ))),
    }
}
