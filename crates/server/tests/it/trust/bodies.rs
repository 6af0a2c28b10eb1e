//! What callers may send at a time: a bound on everything, a share for each, and nothing kept of what stands still.

use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use qualify_server::config::DocumentsIn;
use qualify_testkit::seed::NORTHLIGHT;
use qualify_testkit::{Caller, Response, TestServer, in_parallel, wait_until};

use super::raw::{answer, begin, connect, has_answer, head, is_closed};
use crate::paths::{qualification, qualifications};
use crate::reviews::{PDF, manual_with_case, partner_path};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const TOKEN_PATH: &str = "/northlight.example/oauth2/v2.0/token";

#[track_caller]
fn assert_no_room(answer: &Response) {
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.header("Retry-After").is_some());
    answer.assert_error(503, 800_003);
}

/// The files of documents that are on their way, with their sizes.
fn unfinished(server: &TestServer) -> Vec<u64> {
    let files = std::fs::read_dir(server.data_dir().join("documents")).expect("the folder of documents");
    let unfinished = files.filter_map(|file| {
        let file = file.ok()?;
        let is_unfinished = file.path().extension().is_some_and(|extension| extension == "part");
        is_unfinished.then(|| file.metadata().map_or(0, |found| found.len()))
    });
    unfinished.collect()
}

/// A case whose documents are files, whichever the store.
fn case_with_files() -> (TestServer, String, String) {
    let (mut server, customer, review) = manual_with_case();
    if server.database().is_some() {
        server.restart_with(|config| config.store.documents = Some(DocumentsIn::Folder));
    }
    (server, customer, review)
}

#[test]
fn trust_07_every_door_counts_the_bodies_that_it_reads() {
    let (mut server, customer, review) = case_with_files();
    server.restart_with(|config| config.server.body_bytes_under_way_max = 64);
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    let operator = format!("/operator/v1/partners/{NORTHLIGHT}");
    let doors: [(Caller<'_>, &str, &str); 11] = [
        (server.user(), "POST", "/v1/customers"),
        (server.user(), "PUT", &qualification(&customer)),
        (server.user(), "POST", "/v1/validations/address"),
        (server.user(), "POST", "/generatetoken"),
        (server.user(), "POST", "/webhooks/v1/registration"),
        (server.user(), "POST", "/partner/v1/webhooks"),
        (server.user(), "POST", &documents),
        (server.staff(), "PUT", &operator),
        (server.anonymous(), "POST", TOKEN_PATH),
        (server.anonymous(), "POST", "/device"),
        (server.anonymous(), "PUT", "/sandbox/clock"),
    ];
    for (caller, method, path) in doors {
        let long = caller.request(method, path).body(vec![b' '; 40 * KIB]).send();
        assert_eq!(long.status, 503, "{method} {path}: {}", long.text());
        assert_no_room(&long);
        if path != documents {
            let short = caller.request(method, path).body(vec![b' '; 8 * KIB]).send();
            assert_ne!(short.status, 503, "{method} {path}: a short body is never in the way");
        }
    }
}

#[test]
fn trust_07_one_partner_that_sends_too_much_keeps_no_other_out() {
    let server = TestServer::start_with(|config| config.server.body_bytes_under_way_max = 4 * MIB as u64);
    let path = qualifications(&server.new_customer());
    let token = server.user_token();
    let half_sent = |_| {
        let mut stream = begin(&server, &path, Some(&token), MIB);
        stream.write_all(&vec![b' '; 600 * KIB]).unwrap();
        stream
    };
    let mut first = half_sent(0);
    let body = vec![b' '; 900 * KIB];
    wait_until("the share is taken", || {
        // A whole one that overtook it may have left it no room.
        if has_answer(&first) {
            first = half_sent(0);
        }
        let answer = server.user().post(&path).body(&body).send();
        if answer.status == 503 {
            assert_no_room(&answer);
        }
        answer.status == 503
    });
    server.southgate().post("/v1/customers").body(&body).send().assert_error(400, 800_002);
    let operator = format!("/operator/v1/partners/{NORTHLIGHT}");
    assert_eq!(server.staff().put(operator).body(&body).send().status, 400);
    drop(first);
    wait_until("the share is free", || server.user().post(&path).body(&body).send().status == 400);
    // However many of them there are.
    let streams: Vec<_> = (0..12).map(half_sent).collect();
    server.southgate().post("/v1/customers").body(&body).send().assert_error(400, 800_002);
    drop(streams);
}

#[test]
fn trust_07_anonymous_forms_have_a_small_share_and_short_ones_always_pass() {
    let server = TestServer::start_with(|config| config.server.body_bytes_under_way_max = 4 * MIB as u64);
    let streams: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = begin(&server, TOKEN_PATH, None, 60 * KIB);
            stream.write_all(&vec![b'a'; 50 * KIB]).unwrap();
            stream
        })
        .collect();
    let long = || server.anonymous().post(TOKEN_PATH).body(vec![b'a'; 60 * KIB]).send();
    wait_until("the share is taken", || long().status == 503);
    let form = "grant_type=client_credentials&client_id=0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50&\
                client_secret=sandbox-secret&scope=https://api.partnercenter.microsoft.com/.default";
    server.anonymous().post(TOKEN_PATH).body(form).send().expect(200);
    server.user().post("/v1/customers").body(vec![b' '; 900 * KIB]).send().assert_error(400, 800_002);
    drop(streams);
}

#[test]
fn trust_07_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent() {
    let (server, customer, review) = case_with_files();
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    let (user, staff) = (server.user_token(), server.staff_token());
    let operator = format!("/operator/v1/partners/{NORTHLIGHT}/codes");
    for (path, token, length) in [
        (qualifications(&customer).as_str(), Some(user.as_str()), MIB + 1),
        (documents.as_str(), Some(user.as_str()), 10 * MIB + 1),
        (operator.as_str(), Some(staff.as_str()), MIB + 1),
        (TOKEN_PATH, None, 64 * KIB + 1),
        ("/sandbox/token", None, usize::MAX >> 1),
    ] {
        for headers in ["Connection: close\r\n", "Connection: close\r\nExpect: 100-continue\r\n"] {
            let mut stream = connect(&server);
            stream.write_all(head("POST", path, token, headers, length).as_bytes()).unwrap();
            let mut status = [0; 12];
            stream.read_exact(&mut status).unwrap();
            assert_eq!(&status, b"HTTP/1.1 400", "{path}: without the go-ahead");
        }
    }
    assert_eq!(unfinished(&server).len(), 0);
}

#[test]
fn trust_07_documents_go_to_the_disk_as_they_come_and_what_is_not_complete_goes() {
    let (mut server, customer, review) = case_with_files();
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    let token = server.user_token();
    let mut streams: Vec<_> = (0..3).map(|_| begin(&server, &documents, Some(&token), 10 * MIB)).collect();
    for stream in &mut streams {
        stream.write_all(&vec![b' '; 5 * MIB]).unwrap();
    }
    let almost_all = |size: &u64| *size >= 4 * MIB as u64;
    wait_until("they are on the disk", || {
        unfinished(&server).iter().filter(|size| almost_all(size)).count() == 3
    });
    drop(streams);
    wait_until("they are gone", || unfinished(&server).is_empty());
    let left = server.data_dir().join("documents/left-by-a-kill.part");
    std::fs::write(&left, b"%PDF-1.7").unwrap();
    server.restart();
    assert!(!left.exists(), "a start clears what was left");
    let shown = server.user().post(&documents).body(PDF).send().expect(201).json();
    let document = shown["documents"][0]["id"].as_str().unwrap();
    let read = server.user().get(format!("{documents}/{document}")).send().expect(200);
    assert_eq!(read.text().as_bytes(), PDF);
}

#[test]
fn trust_07_documents_take_no_more_of_the_disk_than_they_may() {
    let (mut server, customer, review) = case_with_files();
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    let large = [PDF, &vec![b' '; 600 * KIB]].concat();
    server.restart_with(|config| config.reviews.document_bytes_max = 20 * MIB as u64);
    server.user().post(&documents).body(&large).send().expect(201);
    // What is kept counts, over a restart too.
    server.restart_with(|config| config.reviews.document_bytes_max = MIB as u64);
    assert_no_room(&server.user().post(&documents).body(&large).send());
    assert_no_room(&server.user().post(&documents).body(&large).chunked().send());
    assert_eq!(unfinished(&server).len(), 0);
    server.user().post(&documents).body(PDF).send().expect(201);
    // One partner's unfinished ones have a sixteenth of it.
    server.restart_with(|config| config.reviews.document_bytes_max = 16 * MIB as u64);
    let token = server.user_token();
    let half_sent = || {
        let mut stream = begin(&server, &documents, Some(&token), 10 * MIB);
        stream.write_all(&vec![b' '; 800 * KIB]).unwrap();
        stream
    };
    let mut first = half_sent();
    let unusable = || server.user().post(&documents).body(vec![b' '; 600 * KIB]).send().status;
    wait_until("there is no more room", || {
        if has_answer(&first) {
            first = half_sent();
        }
        unusable() == 503
    });
    drop(first);
    wait_until("there is room", || unusable() == 400);
}

#[test]
fn trust_07_many_documents_at_once_are_taken_or_refused_and_never_lost() {
    let (server, customer, review) = case_with_files();
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    let large = [PDF, &vec![b' '; 2 * MIB]].concat();
    let user = server.user();
    let answers = in_parallel(12, |_| user.post(&documents).body(&large).send().status);
    let kept = answers.iter().filter(|status| **status == 201).count();
    assert_eq!(kept, 5, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 201 | 409)), "{answers:?}");
    wait_until("only the kept ones are on the disk", || server.documents_kept() == kept);
}

#[test]
fn trust_07_a_body_that_stands_still_ends_and_a_slow_one_that_comes_on_does_not() {
    let (mut server, customer, review) = case_with_files();
    let documents = partner_path(&customer, &format!("/{review}/documents"));
    server.restart_with(|config| {
        config.server.body_stall_seconds = 1;
        config.server.request_timeout_seconds = 2;
    });
    let token = server.user_token();
    let mut still = begin(&server, &documents, Some(&token), 10 * MIB);
    still.write_all(PDF).unwrap();
    assert_eq!(answer(&still).status, 400);
    wait_until("its connection ends", || is_closed(&still));
    assert_eq!(unfinished(&server).len(), 0);
    let document = [PDF, &vec![b' '; 9 * MIB]].concat();
    let mut slow = begin(&server, &documents, Some(&token), document.len());
    let started = Instant::now();
    for (number, part) in (1_u32..).zip(document.chunks(MIB / 2)) {
        slow.write_all(part).unwrap();
        // A sender of about two megabytes a second.
        thread::sleep((Duration::from_millis(250) * number).saturating_sub(started.elapsed()));
    }
    assert!(started.elapsed() > Duration::from_secs(4), "longer than a request may take");
    assert_eq!(answer(&slow).status, 201);
}
