//! What the labels of a row want, and how far the answers are from it.

use serde_json::Value;

use super::Counts;
use crate::results::{Bound, Results, Row, Unit};

/// A row with its answers: with all datasets, and with what the program carries alone.
#[derive(Debug)]
pub(super) struct Labelled {
    pub(super) full: Value,
    pub(super) bare: Value,
}

/// The reasons of approvals by suffix alone. Where the institution is listed too, the listing outranks the suffix.
const BY_SUFFIX: [&str; 2] = ["EDU_SUFFIX_A", "EDU_SUFFIX_B"];

impl Labelled {
    fn label(&self, key: &str) -> &str {
        self.full[key].as_str().unwrap_or_default()
    }

    fn outcome(&self) -> &str {
        self.label("vetting_outcome")
    }

    fn is_expected(&self) -> bool {
        match self.label("expected") {
            "not-approve" => self.outcome() != "approve",
            "not-deny" => self.outcome() != "deny",
            exact => self.outcome() == exact,
        }
    }

    /// Whether the reason is the marked one: with the datasets, or, for a reason that speaks of the suffix alone,
    /// without them.
    fn has_marked_reason(&self) -> bool {
        let marked = self.marked_reason();
        let is_listed_too = BY_SUFFIX.contains(&marked)
            && self.label("vetting_reason_code") == "EDU_DATASET"
            && self.bare["vetting_reason_code"] == marked;
        marked.is_empty() || self.label("vetting_reason_code") == marked || is_listed_too
    }

    /// The answers add a column `reason` too, which comes last; the label is kept beside it.
    fn marked_reason(&self) -> &str {
        self.label("expected_reason")
    }
}

/// The sums over all files.
#[derive(Debug, Default)]
pub(super) struct Totals {
    approved_wrongly: usize,
    denied_wrongly: usize,
    adversarial: (usize, usize),
    decidable: (usize, usize),
    marked: (usize, usize),
    suffix_alone: (usize, usize),
    unfiltered: (usize, usize),
    needs_human: Counts,
    surprises: Vec<String>,
}

impl Totals {
    pub(super) fn add(&mut self, file: &str, rows: &[Labelled]) {
        for row in rows {
            let expected = row.label("expected");
            let wants_no_approval = matches!(expected, "deny" | "needs-human" | "invalid" | "not-approve");
            let wants_no_denial = matches!(expected, "approve" | "not-deny" | "needs-human");
            self.approved_wrongly += usize::from(wants_no_approval && row.outcome() == "approve");
            self.denied_wrongly += usize::from(wants_no_denial && row.outcome() == "deny");
            if !row.is_expected() {
                let text = format!(
                    "{file}: {} | {} is {} {}, not {expected}",
                    row.label("name"),
                    row.label("domain"),
                    row.outcome(),
                    row.label("vetting_reason_code")
                );
                self.surprises.push(text);
            }
            match file {
                "dev-adversarial" => {
                    count(&mut self.adversarial, row.is_expected() && row.has_marked_reason());
                }
                "dev-unfiltered" => self.add_unfiltered(row),
                _ if expected == "approve" => self.add_decidable(row),
                _ => {}
            }
        }
    }

    fn add_decidable(&mut self, row: &Labelled) {
        count(&mut self.decidable, row.outcome() == "approve");
        count(&mut self.marked, row.outcome() == "approve" && row.has_marked_reason());
        if row.label("basis") == "suffix" {
            count(&mut self.suffix_alone, row.bare["vetting_outcome"] == "approve");
        }
    }

    fn add_unfiltered(&mut self, row: &Labelled) {
        count(&mut self.unfiltered, row.outcome() == "approve");
        if row.outcome() == "needs-human" {
            *self.needs_human.entry(row.label("vetting_reason_code").to_owned()).or_default() += 1;
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "some thousands of rows")]
    pub(super) fn report(&self, results: &mut Results) {
        let share = |(good, all): (usize, usize)| good as f64 / all.max(1) as f64;
        let count = |what: &str, value: usize| Row::new(what, value as f64, Unit::Count);
        results.rows.extend([
            count("approvals where the label wants none", self.approved_wrongly).must_be(Bound::AtMost(0.0)),
            count("denials where the label wants none", self.denied_wrongly).must_be(Bound::AtMost(0.0)),
            Row::new(
                "adversarial cases with their exact outcome and reason",
                share(self.adversarial),
                Unit::Ratio,
            )
            .must_be(Bound::AtLeast(1.0)),
            Row::new("decidable rows that are approved", share(self.decidable), Unit::Ratio),
            Row::new(
                "decidable rows that are approved with the marked reason",
                share(self.marked),
                Unit::Ratio,
            )
            .must_be(Bound::AtLeast(0.98)),
            Row::new(
                "rows decidable by suffix that are approved without any dataset",
                share(self.suffix_alone),
                Unit::Ratio,
            )
            .must_be(Bound::AtLeast(0.98)),
            Row::new("unfiltered rows that are approved at once", share(self.unfiltered), Unit::Ratio),
        ]);
        let by_reason: Vec<String> =
            self.needs_human.iter().map(|(reason, rows)| format!("{reason} {rows}")).collect();
        results
            .notes
            .push(format!("Unfiltered rows that need a person, by reason: {}.", by_reason.join(", ")));
        results.notes.push(
            "A row marked with the reason of a suffix counts where the program without datasets gives that reason and \
             the listing outranks it with them."
                .to_owned(),
        );
        results.notes.extend(self.surprises.iter().map(|text| format!("- {text}")));
    }
}

fn count((good, all): &mut (usize, usize), is_good: bool) {
    *good += usize::from(is_good);
    *all += 1;
}
