//! The workers: who is asked first, what stops, who leaves, and what a panic does.

use super::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Long enough for anything here, on any machine: what takes longer never comes.
const FOREVER: Duration = Duration::from_mins(2);

/// A work of so many pieces, each of which says its name and waits until it is let go on.
struct Slow {
    name: &'static str,
    left: AtomicUsize,
    said: Sender<&'static str>,
    go_on: Mutex<Receiver<()>>,
    is_off: AtomicBool,
}

impl Work for Slow {
    fn piece(&self) -> Piece {
        let take = |left: usize| left.checked_sub(1);
        let order = Ordering::SeqCst;
        if self.left.fetch_update(order, order, take).is_err() {
            return Piece::None;
        }
        self.said.send(self.name).unwrap();
        hold(&self.go_on).recv_timeout(FOREVER).unwrap();
        Piece::News
    }

    fn call_off(&self) {
        self.is_off.store(true, Ordering::SeqCst);
    }
}

/// A work, and what lets it go on.
fn slow(name: &'static str, pieces: usize, said: &Sender<&'static str>) -> (Arc<Slow>, Sender<()>) {
    let (sender, go_on) = channel();
    let work = Slow {
        name,
        left: AtomicUsize::new(pieces),
        said: said.clone(),
        go_on: Mutex::new(go_on),
        is_off: AtomicBool::new(false),
    };
    (Arc::new(work), sender)
}

/// Waits until nobody is there.
fn until_gone(workers: &Workers) {
    let mut patience = 120_000;
    while workers.present() > 0 {
        thread::sleep(Duration::from_millis(1));
        patience -= 1;
        assert!(patience > 0, "they never leave");
    }
}

#[test]
fn the_screen_comes_first_in_turn_and_nothing_is_left_out() {
    let workers = Workers::with_threads(1);
    let (said, heard) = channel();
    let (gate, open) = slow("gate", 1, &said);
    let gate = workers.engage(Rank::Screen, gate);
    assert_eq!(heard.recv_timeout(FOREVER), Ok("gate"));
    let works = [
        ("beside", Rank::Beside, 4),
        ("one", Rank::Screen, 4),
        ("two", Rank::Screen, 3),
    ];
    let engaged = works.map(|(name, rank, pieces)| {
        let (work, go_on) = slow(name, pieces, &said);
        (0..pieces).for_each(|_| go_on.send(()).unwrap());
        workers.engage(rank, work)
    });
    open.send(()).unwrap();
    let order: Vec<&str> = (0..11)
        .map(|_| heard.recv_timeout(FOREVER).unwrap())
        .collect();
    // The gate was asked once more.
    let want = [
        "one", "beside", "two", "one", "two", "beside", "one", "two", "one", "beside", "beside",
    ];
    assert_eq!(order, want);
    drop((gate, engaged));
    until_gone(&workers);
}

#[test]
fn threads_come_with_work_and_leave_with_it() {
    let workers = Workers::with_threads(3);
    assert_eq!(workers.present(), 0);
    let (said, heard) = channel();
    let (work, go_on) = slow("a", 2, &said);
    let weak = Arc::downgrade(&work);
    let engaged = workers.engage(Rank::Screen, work);
    assert_eq!(workers.present(), 3);
    for _ in 0..2 {
        assert_eq!(heard.recv_timeout(FOREVER), Ok("a"));
    }
    // They stay as long as it is wanted, also when there is nothing to do, and are called again.
    (0..3).for_each(|_| go_on.send(()).unwrap());
    weak.upgrade().unwrap().left.store(1, Ordering::SeqCst);
    engaged.call();
    assert_eq!(heard.recv_timeout(FOREVER), Ok("a"));
    assert_eq!(workers.present(), 3);
    // A second work has no threads of its own.
    let (other, _go_on) = slow("b", 0, &said);
    let other = workers.engage(Rank::Beside, other);
    assert_eq!(workers.present(), 3);
    let work = weak.upgrade().unwrap();
    drop(engaged);
    assert!(work.is_off.load(Ordering::SeqCst));
    assert_eq!(workers.present(), 3);
    drop(work);
    drop(other);
    until_gone(&workers);
    assert!(weak.upgrade().is_none());
    // And come again; whoever drops the last engagement waits for them.
    let (work, _go_on) = slow("c", 0, &said);
    let weak = Arc::downgrade(&work);
    let engaged = workers.engage(Rank::Screen, work);
    assert_eq!(workers.present(), 3);
    drop(workers);
    drop(engaged);
    assert!(weak.upgrade().is_none());
}

#[test]
fn the_waker_is_called_once_until_somebody_looks() {
    let workers = Workers::with_threads(1);
    let (sender, calls) = channel();
    assert!(!workers.has_waker());
    workers.set_waker(Arc::new(move || sender.send(()).unwrap()));
    assert!(workers.has_waker() && !workers.calls());
    let (said, heard) = channel();
    let (work, go_on) = slow("a", 3, &said);
    let engaged = workers.engage(Rank::Screen, work);
    assert!(workers.calls());
    go_on.send(()).unwrap();
    calls.recv_timeout(FOREVER).unwrap();
    go_on.send(()).unwrap();
    // When the third is begun all was said of the second.
    for _ in 0..3 {
        assert_eq!(heard.recv_timeout(FOREVER), Ok("a"));
    }
    assert!(calls.try_recv().is_err());
    engaged.look();
    go_on.send(()).unwrap();
    calls.recv_timeout(FOREVER).unwrap();
}

/// A work whose first piece panics.
struct Broken(AtomicUsize);

impl Work for Broken {
    fn piece(&self) -> Piece {
        assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "it breaks");
        Piece::None
    }

    fn call_off(&self) {}
}

#[test]
fn a_panic_ends_its_work_and_nothing_else() {
    let workers = Workers::with_threads(1);
    let broken = Arc::new(Broken(AtomicUsize::new(0)));
    let engaged = workers.engage(Rank::Screen, broken.clone());
    let (said, heard) = channel();
    let (work, go_on) = slow("after it", 1, &said);
    go_on.send(()).unwrap();
    let after = workers.engage(Rank::Beside, work);
    assert_eq!(heard.recv_timeout(FOREVER), Ok("after it"));
    engaged.call();
    assert_eq!((workers.present(), broken.0.load(Ordering::SeqCst)), (1, 1));
    drop((engaged, after));
    until_gone(&workers);
    assert_eq!(attempt(|| 7), Ok(7));
    let said: Result<(), String> = attempt(|| panic!("so it is {}", "said"));
    assert_eq!(said, Err("so it is said".to_owned()));
}

#[test]
fn without_threads_a_look_does_a_piece() {
    let workers = Workers::with_threads(0);
    let (said, heard) = channel();
    let (work, go_on) = slow("here", 2, &said);
    let engaged = workers.engage(Rank::Screen, work);
    assert_eq!(workers.present(), 0);
    go_on.send(()).unwrap();
    engaged.look();
    assert_eq!(heard.try_iter().count(), 1);
}
