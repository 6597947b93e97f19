//! Lines that outlive the page.

use super::*;

/// Mina's page is loaded anew: another phone of hers has what was kept.
fn reload(scene: &mut Scene, profile: Profile) -> usize {
    let now = scene.link.now;
    let kept = scene.link.peers[MINA].phone.keep(now);
    scene.link.disconnect(MINA);
    let mut config = config("mina");
    config.profile = profile;
    let page = scene.link.add(config);
    scene
        .link
        .order(page, |phone, now| phone.restore(now, &kept))
        .unwrap();
    scene.link.connect(page);
    scene.link.register(page);
    scene.run(1_500);
    page
}

#[test]
fn two_lines_come_back_as_what_they_were_and_the_one_that_was_held_is_held() {
    let mut scene = Scene::new();
    let (consult, sora) = scene.consult();
    let page = reload(&mut scene, Profile::default());
    let lines: Vec<_> = scene.link.peers[page]
        .phone
        .lines()
        .iter()
        .map(|line| (line.purpose(), line.stage(), line.parties().to_vec()))
        .collect();
    assert_eq!(
        lines,
        [
            (Primary, Held, vec![scene.customer]),
            (Consult, Active, vec![consult])
        ]
    );
    assert!(!scene.hears(JUN, scene.jun) && scene.hears(SORA, sora));
    // What belongs together still does: the end of the consult resumes the customer.
    scene
        .link
        .order(page, |phone, now| phone.end_consult(now, consult))
        .unwrap();
    scene.run(600);
    assert!(scene.hears(JUN, scene.jun));
    assert_eq!(scene.link.peers[page].phone.lines()[0].stage(), Active);
    scene.link.order(page, |phone, now| phone.hang_up_all(now));
    scene.run(500);
    assert!(calls(&scene.link, JUN).is_empty());
}

#[test]
fn a_conference_comes_back_as_one_and_is_mixed_again() {
    let mut scene = Scene::new();
    let (consult, sora) = scene.consult();
    scene.order(consult, call::Phone::conference).unwrap();
    let page = reload(&mut scene, Profile::default());
    let phone = &scene.link.peers[page].phone;
    assert!(phone.lines()[0].is_conference());
    assert_eq!(phone.lines()[0].stage(), Active);
    assert_eq!(phone.lines()[0].parties(), [scene.customer, consult]);
    let line = phone.lines()[0].id();
    for id in [scene.customer, consult] {
        let mut orders = scene.link.peers[page].media.iter();
        assert!(orders.any(|order| *order == (id, MediaCommand::Mix(Some(line)))));
    }
    assert!(scene.hears(JUN, scene.jun) && scene.hears(SORA, sora));
    scene.link.order(page, |phone, now| phone.hang_up_all(now));
    scene.run(500);
    assert!(calls(&scene.link, JUN).is_empty() && calls(&scene.link, SORA).is_empty());
}
