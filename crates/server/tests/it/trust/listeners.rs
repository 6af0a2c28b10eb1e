//! What answers at which address.

use qualify_testkit::Request;

use crate::tokens::service_with_issuer;

#[test]
fn trust_09_metrics_are_for_the_operators_listener_unless_somebody_says_otherwise() {
    let (mut server, _issuer) = service_with_issuer();
    let metrics = |url: &str| Request::new(url, "GET", "/metrics").send().status;
    assert_eq!(metrics(server.url()), 404, "production with one listener");
    server.restart_with(|config| config.server.public_metrics = true);
    assert_eq!(metrics(server.url()), 200, "it was told to");
    server.restart_with(|config| config.server.admin_listen = Some(([127, 0, 0, 1], 0).into()));
    assert_eq!((metrics(server.url()), metrics(server.admin_url().unwrap())), (200, 200));
    server.restart_with(|config| config.server.public_metrics = false);
    assert_eq!((metrics(server.url()), metrics(server.admin_url().unwrap())), (404, 200));
}
