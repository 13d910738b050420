//! The recovery of root under arbitrary steps, on the real store: stopping it wins at
//! every moment before its end, whatever is tried before and after.

use identity::recovery::SETTLES_AFTER;
use proptest::prelude::*;
use service::recovery::calls::place::{settle, take};
use service::recovery::calls::report::Said;
use service::recovery::view::{self, Stage};
use service::recovery::{RecoveryLink, call, cancel, ready, send_again};
use service::{Bearer, ServiceError};
use testing::World;

use crate::recovery::{Scene, change_phone, link_in, link_of};

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The right link of the mail.
    Link,
    /// A call is asked for and taken by the gateway.
    Call,
    /// The digits of the screen are keyed in.
    Digits,
    /// So many hours pass, and the workers run.
    Wait(u64),
    /// The mail is asked for again.
    SendAgain,
    /// Somebody wants to finish.
    Finish,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Link),
        3 => Just(Step::Call),
        3 => Just(Step::Digits),
        2 => prop_oneof![Just(1), Just(30), Just(72)].prop_map(Step::Wait),
        1 => Just(Step::SendAgain),
        3 => Just(Step::Finish),
    ];
    prop::collection::vec(step, 0..9)
}

/// Is a recovery in which everything is at hand: mailbox, telephone and screen.
struct Tried {
    scene: Scene,
    browser: Bearer,
    link: RecoveryLink,
    stop: RecoveryLink,
    call: Option<RecoveryLink>,
    changed: identity::Timestamp,
}

impl Tried {
    /// Begins one in an account whose number was changed a moment ago: it must wait.
    async fn begin() -> Self {
        let scene = Scene::new().await;
        change_phone(&scene.world, &scene.root.caller, "+49 30 7654321").await.unwrap();
        let changed = scene.world.now();
        scene.mails().await;
        let sign_in = scene.world.await_code(World::root()).await;
        let command = service::recovery::begin::Begin { sign_in, origin: World::origin() };
        let browser = service::recovery::begin::run(&scene.world.service, command).await.unwrap();
        let mails = scene.mails().await;
        let link = link_in(&mails, "/recovery/mail/");
        let stop = link_in(&mails, "/recovery/stop/");
        Self { scene, browser, link, stop, call: None, changed }
    }

    /// Takes a step as far as it goes; returns whether root was opened by it.
    async fn take(&mut self, step: Step) -> bool {
        let svc = &self.scene.world.service;
        match step {
            Step::Link => drop(self.scene.prove_mailbox(&self.browser, &self.link).await),
            Step::Call => {
                drop(call::run(svc, &self.browser, World::origin()).await);
                for order in take(svc).await.unwrap() {
                    settle(svc, &order, Ok(())).await.unwrap();
                    self.call = Some(link_of(&order));
                }
            }
            Step::Digits => {
                let seen = view::run(svc, &self.browser).await.map(|view| view.stage);
                if let (Some(call), Ok(Stage::Calling { digits, .. })) = (&self.call, seen) {
                    let said = self.scene.key_in(call, &digits.replace(' ', "")).await;
                    assert!(matches!(said, Said::Right | Said::Over | Said::Again), "{said:?}");
                }
            }
            Step::Wait(hours) => {
                self.scene.world.wait(hours * 3600);
                ready::run(svc).await.unwrap();
            }
            Step::SendAgain => drop(send_again::run(svc, &self.browser, World::origin()).await),
            Step::Finish => return self.scene.finish(&self.browser).await.is_ok(),
        }
        false
    }

    /// Says whether there is something left to stop.
    async fn is_there(&self) -> bool {
        view::run(&self.scene.world.service, &self.browser).await.is_ok()
    }
}

fn run(test: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn stopping_wins_at_every_moment_before_the_end(before in steps(), after in steps()) {
        run(async {
            let mut tried = Tried::begin().await;
            let mut opened = false;
            for step in before {
                let now = tried.take(step).await;
                if now {
                    let waited = tried.scene.world.now().since(tried.changed);
                    prop_assert!(waited >= SETTLES_AFTER, "opened after {waited:?}");
                }
                opened |= now;
            }
            let there = tried.is_there().await;
            let svc = tried.scene.world.service.clone();
            let stopped = cancel::by_link(&svc, &tried.stop, World::origin()).await;
            if there {
                prop_assert!(stopped.is_ok(), "what is under way can be stopped: {stopped:?}");
            } else if opened {
                prop_assert!(matches!(stopped, Err(ServiceError::Gone(_))), "{stopped:?}");
            }
            for step in after {
                prop_assert!(!tried.take(step).await, "it went on after it was stopped");
            }
            // Everything in its right order does not bring it back either.
            for step in [Step::Link, Step::Call, Step::Digits, Step::Wait(72), Step::Finish] {
                prop_assert!(!tried.take(step).await);
            }
            prop_assert!(!tried.is_there().await);
            Ok(())
        })?;
    }
}
