use http::HeaderValue;
use proptest::prelude::*;

use super::*;

#[test]
fn a_token_is_known_by_its_form_where_no_name_says_it() {
    assert_eq!(body(b"eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln"), SECRET);
    assert_eq!(body(br#"{"note":"see eyJhbGciOiJSUzI1NiJ9.eyJh"}"#), r#"{"note":"see ***"}"#);
    assert_eq!(body(b"eyJust a word, eyJ"), "eyJust a word, eyJ");
}

#[test]
fn queries_and_forms_lose_their_secrets() {
    let table = [
        ("code=481516&x=1", "code=****16&x=1"),
        ("CODE=481516", "CODE=****16"),
        ("c%6Fde=481516", "c%6Fde=****16"),
        (
            "grant_type=password&username=ana&password=p%26w&client_secret=s",
            "grant_type=password&username=ana&password=***&client_secret=***",
        ),
        ("refresh_token=abc&code=0.AXoA-long", "refresh_token=***&code=***"),
        ("client_assertion=a.b.c&assertion=d.e.f", "client_assertion=***&assertion=***"),
        ("id_token_hint=a.b.c&logout_hint=ana", "id_token_hint=***&logout_hint=ana"),
        ("seekOperation=Next&size=", "seekOperation=Next&size="),
        ("code=&flag", "code=&flag"),
    ];
    for (text, expected) in table {
        assert_eq!(pairs(text), expected, "{text}");
        assert_eq!(body(text.as_bytes()), expected, "{text}");
    }
    assert_eq!(target("/v1/x?code=481516#access_token=y"), "/v1/x?code=****16#access_token=***");
}

#[test]
fn json_loses_its_secrets_also_when_it_is_cut_or_commented() {
    let table = [
        (r#"{"access_token":"ey.J","expires_in":3600}"#, r#"{"access_token":"***","expires_in":3600}"#),
        (r#"{"access_token":"ey.Jabc"#, r#"{"access_token":"***""#),
        (r#"{ "Password" : "a\"b" , "x":"password" }"#, r#"{ "Password" : "***" , "x":"password" }"#),
        (r#"{"validationCode": 481516}"#, r#"{"validationCode": "****16"}"#),
        (r#"[{"validationId":"481516"}]"#, r#"[{"validationId":"****16"}]"#),
        (r#"{"code":1900003,"message":"m"}"#, r#"{"code":1900003,"message":"m"}"#),
        (r#"{"code":"481516"}"#, r#"{"code":"****16"}"#),
        ("{// a \" here\n\"id_token\":\"x\"}", "{// a \" here\n\"id_token\":\"***\"}"),
        (r#"{/* " */"secret":"x"}"#, r#"{/* " */"secret":"***"}"#),
        (r#"{"continuationToken":"x"}"#, r#"{"continuationToken":"x"}"#),
        (r#"{"userCredentials":{"password":"x"}}"#, r#"{"userCredentials":{"password":"***"}}"#),
        ("3", "3"),
        ("", ""),
    ];
    for (text, expected) in table {
        assert_eq!(body(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn pages_lose_their_secrets_also_when_they_are_cut() {
    let table = [
        (
            r#"<p>a=b</p><input type="hidden" name="form_token" value="abc"><p>code</p>"#,
            r#"<p>a=b</p><input type="hidden" name="form_token" value="***"><p>code</p>"#,
        ),
        (
            r#"<input type="hidden" name="code" value="0.AXoA-long">"#,
            r#"<input type="hidden" name="code" value="***">"#,
        ),
        (r#"<input name="code" value="0.AXoA-long-"#, r#"<input name="code" value="***"#),
        (r#"<input id="code" name="state" value="x">"#, r#"<input id="code" name="state" value="x">"#),
        (r#"<input name="password" required>"#, r#"<input name="password" required>"#),
        (
            r#"<input id="user_code" name="user_code" value="typed">"#,
            r#"<input id="user_code" name="user_code" value="****ed">"#,
        ),
        ("<strong>BCDFGHJKL</strong>", "<strong>****KL</strong>"),
        ("<input ", "<input "),
        ("<x>&client_secret=s", "<x>&client_secret=***"),
    ];
    for (text, expected) in table {
        assert_eq!(body(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn a_devices_code_is_known_by_its_form_where_no_name_says_it() {
    let table = [
        (r#"{"message":"enter the code BCDFGHJKL to"}"#, r#"{"message":"enter the code ****KL to"}"#),
        (r#"{"uri":"http://h/device?user_code=BCDFGHJKL"}"#, r#"{"uri":"http://h/device?user_code=****KL"}"#),
        (
            r#"{"a":"BCDFGHJK BCDFGHJKLM ABCDFGHJK bcdfghjkl é"}"#,
            r#"{"a":"BCDFGHJK BCDFGHJKLM ABCDFGHJK bcdfghjkl é"}"#,
        ),
    ];
    for (text, expected) in table {
        assert_eq!(body(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn headers_lose_their_secrets() {
    let mut sent = HeaderMap::new();
    for (name, value) in [
        ("authorization", "Bearer ey.J"),
        ("cookie", "session=1"),
        ("ms-continuationtoken", "page-2"),
        ("x-client-secret", "s"),
        ("location", "http://localhost/?code=0.AXoA-long&state=1"),
        ("accept", "a"),
    ] {
        sent.append(name, HeaderValue::from_static(value));
    }
    sent.append("accept", HeaderValue::from_static("b"));
    let shown = headers(&sent);
    let shown: Vec<_> = shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("accept", "a, b"),
            ("authorization", "Bearer ***"),
            ("cookie", "***"),
            ("location", "http://localhost/?code=***&state=1"),
            ("ms-continuationtoken", "page-2"),
            ("x-client-secret", "***"),
        ]
    );
}

proptest! {
    #[test]
    fn any_text_is_scanned_to_its_end(text in ".{0,80}") {
        body(text.as_bytes());
        json(&text);
    }

    #[test]
    fn text_without_names_stays_as_it_is(text in "[a-z0-9 ,.:{}\\[\\]]{0,80}") {
        prop_assert_eq!(json(&text), text);
    }
}
