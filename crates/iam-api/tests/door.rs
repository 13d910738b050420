//! The door from outside, without a network: requests in, answers out.

#[cfg(test)]
mod tests {
    use aws_wire::Moment;
    use aws_wire::sigv4::{HttpRequest, Signer, sign};
    use axum::body::{Body, to_bytes};
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
    use iam_api::{Door, is_for_programs, serve};
    use service::sts::get_federation_token::{self, GetFederationToken};
    use testing::{Program, World};

    const HOST: &str = "id.example.com";
    const LOOKUP: &str = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";

    fn request(world: &World, program: &Program, service: &str, body: &str) -> Request<Body> {
        signed(world, program, service, "", &[], body)
    }

    /// Signs a request with a query string and headers of its own.
    fn signed(
        world: &World,
        program: &Program,
        service: &str,
        query: &str,
        more: &[(&'static str, &str)],
        body: &str,
    ) -> Request<Body> {
        let mut headers: Vec<(&str, &[u8])> = vec![("host", HOST.as_bytes())];
        headers.extend(more.iter().map(|(name, value)| (*name, value.as_bytes())));
        let http = HttpRequest {
            method: "POST",
            path: "/",
            query,
            headers: &headers,
            body: body.as_bytes(),
        };
        let signer = Signer {
            access_key_id: &program.access_key_id,
            secret: program.secret.clone().into(),
            session_token: program.session_token.as_deref(),
            region: "us-east-1",
            service,
        };
        let at = i64::try_from(world.now().unix_seconds()).unwrap();
        let mut request = Request::post(format!("/?{query}")).header("host", HOST);
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        for (name, value) in sign(&http, &signer, Moment::from_unix_seconds(at)).unwrap() {
            request = request.header(name, value);
        }
        request.body(Body::from(body.to_owned())).unwrap()
    }

    async fn answer(world: &World, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let response = serve(&Door::new(world.service.clone()), request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn root() -> (World, Program) {
        let world = World::with_account().await;
        let root = world.sign_in(World::root()).await.caller;
        let program = world.access_key(&root, None).await;
        (world, program)
    }

    #[tokio::test]
    async fn a_signed_call_is_answered_under_its_own_id() {
        let (world, program) = root().await;
        let body = "Action=GetCallerIdentity&Version=2011-06-15";
        let (status, headers, text) = answer(&world, request(&world, &program, "sts", body)).await;
        assert_eq!(status, StatusCode::OK);
        let id = headers.get("x-amzn-requestid").unwrap().to_str().unwrap();
        assert!(text.contains(&format!("<RequestId>{id}</RequestId>")), "{text}");
        assert!(text.contains(":root</Arn>"), "{text}");
    }

    #[tokio::test]
    async fn an_answer_that_was_signed_for_another_time_is_refused() {
        let (world, program) = root().await;
        let old = request(&world, &program, "sts", "Action=GetCallerIdentity&Version=2011-06-15");
        world.wait(901);
        let (status, _, text) = answer(&world, old).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(text.contains("Signature expired: "), "{text}");
    }

    #[tokio::test]
    async fn what_is_not_implemented_says_so_by_name() {
        let (world, program) = root().await;
        let body = "Action=CreateInstanceProfile&Version=2010-05-08";
        let (status, _, text) = answer(&world, request(&world, &program, "iam", body)).await;
        assert_eq!(status, StatusCode::NOT_IMPLEMENTED);
        assert!(text.contains("<Code>NotImplemented</Code>"), "{text}");
        assert!(text.contains("the operation CreateInstanceProfile"), "{text}");
    }

    #[tokio::test]
    async fn json_is_answered_in_json() {
        let (world, _) = root().await;
        let unsigned = Request::post("/").header("x-amz-target", LOOKUP).body(Body::empty());
        let (status, headers, text) = answer(&world, unsigned.unwrap()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(headers.get("content-type").unwrap(), "application/x-amz-json-1.1");
        assert!(text.starts_with("{\"__type\":\"MissingAuthenticationTokenException\""), "{text}");
    }

    #[tokio::test]
    async fn a_target_that_stands_twice_names_nothing() {
        let (world, program) = root().await;
        let ask = |targets: &[(&'static str, &str)]| {
            signed(&world, &program, "cloudtrail", "", targets, "{}")
        };
        let target = ("x-amz-target", LOOKUP);
        assert_eq!(answer(&world, ask(&[target])).await.0, StatusCode::OK);
        for other in [LOOKUP, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListTrails"] {
            let twice = ask(&[target, ("x-amz-target", other)]);
            let (status, _, text) = answer(&world, twice).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert!(text.contains("UnknownOperationException"), "{text}");
        }
    }

    #[tokio::test]
    async fn a_parameter_in_query_and_body_stands_twice() {
        let (world, program) = root().await;
        let body = "Action=GetCallerIdentity&Version=2011-06-15";
        for query in ["Action=GetCallerIdentity", "Action=GetSessionToken", "Version=2010-05-08"] {
            let request = signed(&world, &program, "sts", query, &[], body);
            let (status, _, text) = answer(&world, request).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert!(text.contains("<Code>MalformedInput</Code>"), "{text}");
        }
    }

    #[tokio::test]
    async fn a_scope_of_one_service_opens_no_operation_of_another() {
        let (world, program) = root().await;
        for (service, body) in [
            ("sts", "Action=ListUsers&Version=2010-05-08"),
            ("sts", "Action=ListUsers&Version=2011-06-15"),
            ("iam", "Action=GetSessionToken&Version=2011-06-15"),
            ("iam", "Action=GetSessionToken&Version=2010-05-08"),
        ] {
            let (status, _, text) = answer(&world, request(&world, &program, service, body)).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert!(text.contains("<Code>InvalidAction</Code>"), "{body}: {text}");
        }
        // A body of the Query protocol under a target, and the other way round.
        let body = "Action=GetSessionToken&Version=2011-06-15";
        let target = ("x-amz-target", LOOKUP);
        let crossed = signed(&world, &program, "sts", "", &[target], body);
        let (status, _, text) = answer(&world, crossed).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(text.contains("should be scoped to correct service: 'cloudtrail'"), "{text}");
    }

    #[tokio::test]
    async fn a_federated_session_may_ask_who_it_is_and_no_more() {
        let (world, program) = root().await;
        let caller = world.program(&program).await.unwrap();
        let all = r#"{"Version":"2012-10-17",
            "Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let wanted = GetFederationToken {
            name: "guest".to_owned(),
            policy: Some(all.to_owned()),
            ..GetFederationToken::default()
        };
        let given = get_federation_token::run(&world.service, &caller, wanted).await.unwrap();
        let guest = Program::from(given.credentials);
        let role = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=guest&RoleArn=\
                    arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FAdmin";
        for (service, body, code) in [
            ("sts", "Action=GetCallerIdentity&Version=2011-06-15", None),
            ("sts", role, Some("AccessDenied")),
            ("sts", "Action=GetSessionToken&Version=2011-06-15", Some("AccessDenied")),
            ("iam", "Action=ListUsers&Version=2010-05-08", Some("InvalidClientTokenId")),
        ] {
            let (status, _, text) = answer(&world, request(&world, &guest, service, body)).await;
            assert_eq!(status == StatusCode::OK, code.is_none(), "{text}");
            let wanted = code.map_or_else(
                || "federated-user/guest".to_owned(),
                |code| format!("<Code>{code}</Code>"),
            );
            assert!(text.contains(&wanted), "{body}: {text}");
        }
    }

    /// Signs a request in REST-JSON, whose path is the operation.
    fn at_path(
        world: &World,
        program: &Program,
        service: &str,
        path: &str,
        body: &str,
    ) -> Request<Body> {
        let http = HttpRequest {
            method: "POST",
            path,
            query: "",
            headers: &[("host", HOST.as_bytes())],
            body: body.as_bytes(),
        };
        let signer = Signer {
            access_key_id: &program.access_key_id,
            secret: program.secret.clone().into(),
            session_token: program.session_token.as_deref(),
            region: "eu-central-1",
            service,
        };
        let at = i64::try_from(world.now().unix_seconds()).unwrap();
        let mut request = Request::post(path).header("host", HOST);
        for (name, value) in sign(&http, &signer, Moment::from_unix_seconds(at)).unwrap() {
            request = request.header(name, value);
        }
        request.body(Body::from(body.to_owned())).unwrap()
    }

    #[tokio::test]
    async fn the_account_is_asked_by_paths_and_refuses_in_a_header() {
        let (world, program) = root().await;
        let security = r#"{"AlternateContactType":"SECURITY"}"#;
        let put = r#"{"AlternateContactType":"SECURITY","Name":"a","Title":"b","EmailAddress":"c@d.e","PhoneNumber":"1"}"#;
        for (service, path, body, status, code) in [
            ("account", "/getAlternateContact", security, 404, "ResourceNotFoundException"),
            ("account", "/getContactInformation", "{}", 404, "ResourceNotFoundException"),
            ("account", "/getContactInformation", "", 404, "ResourceNotFoundException"),
            ("account", "/getAlternateContact", "{}", 400, "ValidationException"),
            (
                "account",
                "/getAlternateContact",
                r#"{"AlternateContactType":"x"}"#,
                400,
                "ValidationException",
            ),
            (
                "account",
                "/getAlternateContact",
                r#"{"AlternateContactType":7}"#,
                400,
                "SerializationException",
            ),
            ("account", "/getAlternateContact", "Action=x", 400, "SerializationException"),
            (
                "account",
                "/getContactInformation",
                r#"{"AccountId":"1"}"#,
                400,
                "ValidationException",
            ),
            (
                "account",
                "/getContactInformation",
                r#"{"AccountId":"123456789012"}"#,
                403,
                "AccessDeniedException",
            ),
            ("account", "/putAlternateContact", put, 501, "UnsupportedOperationException"),
            ("account", "/listRegions", "{}", 501, "UnsupportedOperationException"),
            ("account", "/GetContactInformation", "{}", 404, "UnknownOperationException"),
            ("account", "/getContactInformation/", "{}", 404, "UnknownOperationException"),
            ("account", "/signin", "{}", 404, "UnknownOperationException"),
            (
                "account",
                "/",
                "Action=ListUsers&Version=2010-05-08",
                404,
                "UnknownOperationException",
            ),
        ] {
            let request = at_path(&world, &program, service, path, body);
            let (got, headers, text) = answer(&world, request).await;
            assert_eq!(got.as_u16(), status, "{path} {body}: {text}");
            assert_eq!(headers.get("x-amzn-errortype").unwrap(), code, "{path} {body}: {text}");
            assert_eq!(headers.get("content-type").unwrap(), "application/json");
            assert!(text.starts_with("{\"message\":\""), "{text}");
        }
        let request = at_path(&world, &program, "account", "/putAlternateContact", put);
        let (_, _, text) = answer(&world, request).await;
        assert!(text.contains("PutAlternateContact. A contact counts only once"), "{text}");
        // A signature for another service opens none of it, and none stays outside.
        let crossed = at_path(&world, &program, "iam", "/getContactInformation", "{}");
        assert!(answer(&world, crossed).await.2.contains("UnknownOperationException"));
        let unsigned = Request::post("/getContactInformation").body(Body::from("{}")).unwrap();
        let (status, headers, _) = answer(&world, unsigned).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let code = headers.get("x-amzn-errortype").unwrap();
        assert_eq!(code, "MissingAuthenticationTokenException");
    }

    #[test]
    fn programs_and_people_are_told_apart() {
        let is = |method: Method, uri: &str, header: Option<(&'static str, &'static str)>| {
            let headers = header.map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            let headers = headers.into_iter().collect();
            is_for_programs(&method, &Uri::try_from(uri).unwrap(), &headers)
        };
        assert!(is(Method::POST, "/", None));
        assert!(is(Method::GET, "/?Action=ListUsers", None));
        assert!(is(Method::GET, "/x?X-Amz-Signature=0", None));
        assert!(is(Method::GET, "/x", Some(("authorization", "AWS4-HMAC-SHA256 x"))));
        assert!(is(Method::POST, "/x", Some(("x-amz-target", "x"))));
        for (method, uri) in [
            (Method::GET, "/"),
            (Method::GET, "/users?Action=x"),
            (Method::POST, "/signin"),
            (Method::GET, "/signin?next=X-Amz-"),
        ] {
            assert!(!is(method, uri, Some(("authorization", "Bearer x"))), "{uri}");
        }
    }
}
