// SPDX-License-Identifier: GPL-2.0-or-later
// C++ threads: locks, conditions, futures, atomics, thread-local objects, exceptions that cross threads.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <iostream>
#include <mutex>
#include <numeric>
#include <queue>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {
std::mutex mutex;
std::condition_variable ready;
std::queue<int> queue;
bool done = false;
std::atomic<long> total{0};
thread_local std::string name = "fresh";
std::atomic<int> destroyed{0};
struct Local {
    ~Local() {
        destroyed++;
    }
};
thread_local Local local;
void consume() {
    (void)&local;
    for (;;) {
        std::unique_lock<std::mutex> lock(mutex);
        ready.wait(lock, [] { return !queue.empty() || done; });
        if (queue.empty()) return;
        int item = queue.front();
        queue.pop();
        lock.unlock();
        total += item;
    }
}
} // namespace

int main() {
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; i++) workers.emplace_back(consume);
    for (int i = 1; i <= 5000; i++) {
        std::lock_guard<std::mutex> lock(mutex);
        queue.push(i);
        ready.notify_one();
    }
    {
        std::lock_guard<std::mutex> lock(mutex);
        done = true;
    }
    ready.notify_all();
    for (auto &w : workers) w.join();
    std::cout << "consumed " << total << ", locals destroyed " << destroyed << '\n';

    auto future = std::async(
        std::launch::async, [](int n) { return n * n; }, 12);
    auto lazy = std::async(std::launch::deferred, [] { return std::string("lazy"); });
    std::cout << future.get() << ' ' << lazy.get() << '\n';
    auto failing = std::async(std::launch::async, []() -> int { throw std::runtime_error("thrown in a thread"); });
    try {
        failing.get();
    } catch (const std::exception &e) {
        std::cout << e.what() << '\n';
    }
    std::promise<int> promise;
    auto value = promise.get_future();
    std::thread setter([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        promise.set_value(99);
    });
    std::cout << (value.wait_for(std::chrono::microseconds(1)) == std::future_status::timeout) << ' ' << value.get()
              << '\n';
    setter.join();
    std::thread([] { name += " in the thread", std::cout << name << '\n'; }).join();
    std::cout << name << '\n';
    std::atomic<int> flag{0};
    std::vector<std::thread> spinners;
    long counts[4] = {};
    for (int i = 0; i < 4; i++)
        spinners.emplace_back([&, i] {
            for (int k = 0; k < 200; k++) {
                while (flag.load(std::memory_order_acquire) % 4 != i) std::this_thread::yield();
                counts[i]++;
                flag.fetch_add(1, std::memory_order_release);
            }
        });
    for (auto &s : spinners) s.join();
    std::cout << std::accumulate(counts, counts + 4, 0L) << ' ' << flag << '\n';
    std::shared_mutex shared;
    int readers = 0, written = 0;
    std::vector<std::thread> mixed;
    for (int i = 0; i < 6; i++)
        mixed.emplace_back([&, i] {
            for (int k = 0; k < 100; k++) {
                if (i % 3) {
                    std::shared_lock lock(shared);
                    __atomic_fetch_add(&readers, 1, __ATOMIC_RELAXED);
                } else {
                    std::unique_lock lock(shared);
                    written++;
                }
            }
        });
    for (auto &m : mixed) m.join();
    std::cout << readers << ' ' << written << '\n';
    std::once_flag once;
    int times = 0;
    for (int i = 0; i < 3; i++) std::call_once(once, [&] { times++; });
    std::timed_mutex timed;
    timed.lock();
    std::thread([&] {
        std::cout << times << ' ' << timed.try_lock_for(std::chrono::milliseconds(5)) << '\n';
    }).join();
    std::cout << (std::thread::hardware_concurrency() >= 1) << ' '
              << (std::this_thread::get_id() != std::thread::id()) << '\n';
    auto start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::cout << (std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(20)) << std::endl;
    return 0;
}
