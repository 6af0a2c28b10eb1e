//! Questions that go with the one before them.

use super::{PostgresRows, codes, customers, decisions, replays};
use crate::rows::{Ahead, AheadRows};

impl AheadRows for PostgresRows {
    fn expect(&mut self, ahead: Ahead<'_>) {
        let is_writing = self.session.is_writing();
        let question = match ahead {
            Ahead::Replay(call) => match &call.replay {
                Some(replay) => replays::question(call, replay),
                None => return,
            },
            Ahead::Standing(key) => customers::standing_of(key, is_writing),
            Ahead::Customer(key) => customers::all_of(key),
            Ahead::AccountStatus(key) => customers::account_status_of(key),
            Ahead::Customers(partner, customers) => customers::are_there(partner, customers),
            Ahead::ApplicantFacts(key) => customers::facts_of(key),
            Ahead::DirectoryRoles(key, user) => customers::roles_of(key, user),
            Ahead::Code(partner, code) => codes::question(partner, code, is_writing),
            Ahead::ChainEnd(partner) => decisions::end_of(partner),
        };
        self.session.expect(question);
    }
}
