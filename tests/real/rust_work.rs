// SPDX-License-Identifier: GPL-2.0-or-later
// What Rust's standard library asks of a kernel: threads, channels, locks and parking, panics that unwind, files, child processes.
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, BufRead, Read, Write, Seek};
use std::process::{Command, Stdio};
use std::sync::{atomic::*, mpsc, Arc, Barrier, Condvar, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.len() > 1 && args[1] == "child" {
        let n: usize = io::stdin().lock().lines().map(|l| l.unwrap().len()).sum();
        println!("child counted {} {:?}", n, std::env::var("MARK"));
        std::process::exit(7);
    }
    println!("hello from Rust");
    let (tx, rx) = mpsc::channel();
    let workers: Vec<_> = (0..20).map(|i| { let tx = tx.clone(); thread::spawn(move || for k in 0..500 { tx.send(i * k).unwrap(); }) }).collect();
    drop(tx);
    println!("sum {}", rx.iter().sum::<i64>());
    for w in workers { w.join().unwrap(); }
    let (stx, srx) = mpsc::sync_channel(0);
    let t = thread::spawn(move || (0..1000).for_each(|i| stx.send(i).unwrap()));
    println!("rendezvous {}", srx.iter().map(|x: u64| x * x).sum::<u64>());
    t.join().unwrap();
    let m = Arc::new((Mutex::new(0), Condvar::new()));
    let b = Arc::new(Barrier::new(8));
    let led = Arc::new(AtomicUsize::new(0));
    let ts: Vec<_> = (0..8).map(|_| { let (m, b, led) = (m.clone(), b.clone(), led.clone()); thread::spawn(move || { for _ in 0..20 { if b.wait().is_leader() { led.fetch_add(1, Ordering::SeqCst); } } *m.0.lock().unwrap() += 1; m.1.notify_all(); }) }).collect();
    { let mut g = m.0.lock().unwrap(); while *g < 8 { g = m.1.wait(g).unwrap(); } println!("ready {} led {}", *g, led.load(Ordering::SeqCst)); }
    for t in ts { t.join().unwrap(); }
    let rw = Arc::new(RwLock::new(HashMap::new()));
    let ts: Vec<_> = (0..6).map(|i| { let rw = rw.clone(); thread::spawn(move || for k in 0..200 { rw.write().unwrap().insert(k * 6 + i, k); thread::yield_now(); let _ = rw.read().unwrap().len(); }) }).collect();
    for t in ts { t.join().unwrap(); }
    println!("map {}", rw.read().unwrap().len());
    let r = thread::spawn(|| -> i32 { let v: Vec<i32> = vec![]; v[std::env::args().count() + 3] }).join();
    println!("a thread panicked: {}", r.is_err());
    println!("{:?}", std::panic::catch_unwind(|| { let z = std::env::args().count() as i32 - std::env::args().count() as i32; 1 / z }).is_err());
    let t0 = Instant::now();
    thread::sleep(Duration::from_millis(25));
    println!("slept {} {}", t0.elapsed() >= Duration::from_millis(25), t0.elapsed() < Duration::from_secs(2));
    let (_keep, rx2) = mpsc::channel::<()>();
    println!("{:?}", rx2.recv_timeout(Duration::from_millis(10)));
    let p = thread::spawn(|| { thread::park(); thread::park_timeout(Duration::from_millis(5)); 5 });
    thread::sleep(Duration::from_millis(5)); p.thread().unpark(); println!("parked {}", p.join().unwrap());
    // files
    fs::create_dir_all("dir/a/b").unwrap();
    fs::write("dir/a/f", "line\n".repeat(1000)).unwrap();
    println!("{} {:?}", fs::metadata("dir/a/f").unwrap().len(), fs::read_to_string("dir/a/f").map(|s| s.lines().count()));
    println!("{:?} {:?}", fs::copy("dir/a/f", "dir/a/g"), fs::rename("dir/a/g", "dir/h"));
    println!("{:?}", fs::File::open("nothing").map_err(|e| e.kind()));
    let mut f = fs::OpenOptions::new().read(true).write(true).create(true).truncate(true).open("dir/x").unwrap();
    f.write_all(b"0123456789").unwrap(); f.seek(io::SeekFrom::Start(3)).unwrap(); let mut s = String::new(); f.read_to_string(&mut s).unwrap(); f.set_len(4).unwrap();
    println!("{} {}", s, f.metadata().unwrap().len());
    std::os::unix::fs::symlink("x", "dir/l").unwrap();
    let mut names: Vec<_> = fs::read_dir("dir").unwrap().map(|e| e.unwrap()).map(|e| (e.file_name(), e.file_type().unwrap().is_symlink())).collect(); names.sort();
    println!("{:?} {:?}", names, fs::canonicalize("dir/l").map(|p| p.ends_with("dir/x")));
    println!("{:?}", fs::remove_dir_all("dir"));
    // processes
    let me = std::env::current_exe().unwrap();
    for i in 0..10 {
        let mut c = Command::new(&me).arg("child").env_clear().env("MARK", i.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        c.stdin.take().unwrap().write_all(b"one\ntwo\n").unwrap();
        let o = c.wait_with_output().unwrap();
        print!("{}{}\n", String::from_utf8_lossy(&o.stdout), o.status);
    }
    let mut c = Command::new(&me).arg("child").stdin(Stdio::piped()).spawn().unwrap();
    println!("{:?}", c.try_wait()); c.kill().unwrap(); println!("{}", c.wait().unwrap());
    println!("{:?}", Command::new("/nothing").spawn().map(|_| ()).map_err(|e| e.kind()));
    let mut t: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for i in 0..50000u64 { t.entry(format!("{}", i % 997)).or_default().push(i * i); }
    println!("{} {:?}", t.len(), t.iter().next_back().map(|(k, v)| (k, v.len(), v.iter().sum::<u64>())));
    fn deep(n: u64) -> u64 { let a = [n; 32]; if n == 0 { 0 } else { a[(n % 32) as usize] + deep(n - 1) } }
    println!("{}", thread::Builder::new().stack_size(16 << 20).spawn(|| deep(20000)).unwrap().join().unwrap());
    std::process::exit(3);
}
