//! `qualify decisions`: what vetting decided, read from the database beside a service that may be using it.
//!
//! To add a command: a variant in [`DecisionsCommand`], a function here or a module below, its line in the match.

mod explain;

use qualify_contract::operator::DecisionView;
use qualify_server::decision_view;
use qualify_store::{CustomerKey, DecisionArchive, DecisionStore as _};
use qualify_vocabulary::PageSize;

use crate::args::{DatabaseArgs, DecisionsCommand, ListDecisionsArgs, OutputForm};
use crate::exit::Failure;
use crate::{client, config, output, runtime, table};

pub(crate) fn run(command: DecisionsCommand) -> Result<(), Failure> {
    match command {
        DecisionsCommand::Verify(args) => verify(&args),
        DecisionsCommand::List(args) => list(&args),
        DecisionsCommand::Explain(args) => explain::run(&args),
    }
}

/// Opens the decisions of a service's database.
fn open(args: &DatabaseArgs) -> Result<DecisionArchive, Failure> {
    let location = config::database_location(args)?;
    DecisionArchive::open_at(&location).map_err(|error| {
        Failure::Failed(format!(
            "{} was not opened: {}. --data-dir or --database says where the database is",
            config::shown_database(&location),
            client::causes(&error)
        ))
    })
}

/// Walks along every chain; each fault is one line on stderr.
fn verify(args: &DatabaseArgs) -> Result<(), Failure> {
    let archive = open(args)?;
    let walk = archive.walk_decisions(|fault| output::note(&fault.to_string()));
    let walked = runtime::start_small()?.block_on(walk).map_err(|error| unread(&error))?;
    output::data(&format!(
        "partners: {}\ndecisions: {}\nwithout their texts: {}\nfaults: {}\n",
        walked.partners, walked.decisions, walked.erased, walked.faults
    ))?;
    if walked.faults == 0 {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "the decisions are not what was decided: {} of {} checks failed, each named above. Compare with a backup, whose \
         decisions `qualify decisions verify --database sqlite:PATH` checks as well",
        walked.faults, walked.decisions
    )))
}

fn list(args: &ListDecisionsArgs) -> Result<(), Failure> {
    let archive = open(&args.database)?;
    let size = PageSize::clamped(args.limit).unwrap_or(PageSize::MAX);
    let key = CustomerKey { partner: args.partner, customer: args.customer };
    let list = archive.list_decisions(key, None, size, true);
    let slice = runtime::start_small()?.block_on(list).map_err(|error| unread(&error))?;
    if slice.has_more {
        output::note(&format!("there are more than these {}; --limit shows more", slice.items.len()));
    }
    let views: Vec<DecisionView> = slice.items.into_iter().map(decision_view).collect();
    let shown = match args.output {
        OutputForm::Json => {
            let list = serde_json::to_value(&views).map_err(|error| Failure::Failed(error.to_string()))?;
            format!("{list:#}\n")
        }
        OutputForm::Text => table::lines(
            ["DECIDED", "QUALIFICATION", "ATTEMPT", "OUTCOME", "REASON", "RULE", "BY", "ID"],
            views.into_iter().map(row),
        ),
    };
    Ok(output::data(&shown)?)
}

fn row(decision: DecisionView) -> [String; 8] {
    [
        decision.decided_at,
        decision.qualification,
        decision.attempt.to_string(),
        decision.outcome,
        decision.reason_code,
        decision.rule,
        decision.actor,
        decision.id.to_string(),
    ]
}

fn unread(error: &dyn std::error::Error) -> Failure {
    Failure::Failed(format!("the decisions cannot be read: {}", client::causes(error)))
}
