//! Whether the chains of decisions are what was decided.

use askama::Template;
use axum::response::Response;
use qualify_domain::ports::DecisionFault;
use qualify_domain::vetting::ChainFault;
use qualify_server::service::decisions::{self, Checked};
use qualify_texts::Dashboard as Texts;

use crate::error::PageError;
use crate::frame::{Area, Frame};
use crate::page::StaffPage;

#[derive(Template)]
#[template(path = "operator/chains.html")]
struct ChainsPage<'a> {
    frame: Frame<'a>,
    checked: Checked,
}

impl ChainsPage<'_> {
    fn says(&self, fault: &DecisionFault) -> String {
        fault_text(self.frame.texts, *fault)
    }
}

/// What is wrong, in the visitor's language.
fn fault_text(texts: Texts, fault: DecisionFault) -> String {
    match fault {
        DecisionFault::Chain(ChainFault::Place { id, found, expected }) => {
            texts.chain_fault_place(id, found, expected)
        }
        DecisionFault::Chain(ChainFault::Link { id }) => texts.chain_fault_link(id),
        DecisionFault::Chain(ChainFault::Fields { id }) => texts.chain_fault_fields(id),
        DecisionFault::Chain(ChainFault::Part { id, part }) => texts.chain_fault_part(id, part),
        DecisionFault::Unreadable { id, table, column } => {
            let id = id.map_or_else(|| "?".to_owned(), |id| id.to_string());
            texts.chain_fault_unreadable(id, format_args!("{table}.{column}"))
        }
    }
}

/// Walks along all of them, now.
pub(crate) async fn check(page: StaffPage) -> Result<Response, PageError> {
    let checked = decisions::check_chains(&page.asker()).await?;
    page.show(&ChainsPage { frame: page.frame(Area::Decisions), checked })
}

#[cfg(test)]
mod tests {
    use qualify_texts::Locale;
    use qualify_vocabulary::DecisionId;

    use super::*;

    #[test]
    fn dashboard_07_each_fault_of_a_chain_is_told_in_every_language() {
        let id = DecisionId::parse("0192f4a0-0000-7000-8000-000000000001").unwrap();
        for fault in [
            DecisionFault::Chain(ChainFault::Place { id, found: 7, expected: 6 }),
            DecisionFault::Chain(ChainFault::Link { id }),
            DecisionFault::Chain(ChainFault::Fields { id }),
            DecisionFault::Chain(ChainFault::Part { id, part: "evidence" }),
            DecisionFault::Unreadable { id: Some(id), table: "decisions", column: "hash" },
        ] {
            let english = fault_text(Texts::in_locale(Locale::En), fault);
            assert!(english.contains(&id.to_string()), "{english}");
            for locale in &Locale::CHOICES[1..] {
                let said = fault_text(Texts::in_locale(*locale), fault);
                assert!(said != english && said.contains(&id.to_string()), "{said}");
            }
        }
        let unknown = DecisionFault::Unreadable { id: None, table: "decisions", column: "id" };
        assert!(fault_text(Texts::in_locale(Locale::En), unknown).starts_with("Decision ? cannot be read"));
    }
}
