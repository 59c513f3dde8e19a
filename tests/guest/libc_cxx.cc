// SPDX-License-Identifier: GPL-2.0-or-later
// C++: streams, containers, exceptions through deep frames, virtual calls, templates, regular expressions, files.
#include <algorithm>
#include <deque>
#include <exception>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace {
struct Shape {
    virtual ~Shape() = default;
    virtual double area() const = 0;
};
struct Square : Shape {
    double side;
    explicit Square(double s) : side(s) {}
    double area() const override {
        return side * side;
    }
};
struct Circle : Shape {
    double r;
    explicit Circle(double x) : r(x) {}
    double area() const override {
        return 3.14159265358979 * r * r;
    }
};
int alive = 0;
struct Counted {
    Counted() {
        alive++;
    }
    Counted(const Counted &) {
        alive++;
    }
    ~Counted() {
        alive--;
    }
};
struct Custom : std::runtime_error {
    int code;
    Custom(const std::string &what, int c) : std::runtime_error(what), code(c) {}
};
int deep(int n) {
    Counted guard;
    if (n == 0) throw Custom("from the depth", 42);
    return deep(n - 1) + 1;
}
std::string global = "constructed before main";
struct AtExit {
    ~AtExit() {
        std::cout << "destroyed after main\n";
    }
} at_exit;
} // namespace

int main() {
    std::cout << global << '\n'
              << std::hex << std::showbase << 255 << std::dec << ' ' << std::setw(8) << std::setfill('*') << 42 << ' '
              << std::fixed << std::setprecision(3) << 3.14159 << std::defaultfloat << ' ' << 1e100 << ' '
              << std::boolalpha << true << '\n';
    try {
        deep(200);
    } catch (const Custom &e) {
        std::cout << e.what() << ' ' << e.code << ", alive " << alive << '\n';
    }
    int caught = 0;
    for (int i = 0; i < 2000; i++) {
        try {
            if (i % 3 == 0) throw i;
            if (i % 3 == 1) throw std::string("text");
            throw std::out_of_range("range");
        } catch (int) {
            caught += 1;
        } catch (const std::exception &) {
            caught += 10;
        } catch (...) {
            caught += 100;
        }
    }
    std::cout << "caught " << caught << '\n';
    try {
        try {
            throw std::runtime_error("inner");
        } catch (...) {
            std::throw_with_nested(std::logic_error("outer"));
        }
    } catch (const std::exception &e) {
        std::cout << e.what();
        try {
            std::rethrow_if_nested(e);
        } catch (const std::exception &n) {
            std::cout << " <- " << n.what() << '\n';
        }
    }
    try {
        std::vector<int> v(3);
        v.at(10) = 1;
    } catch (const std::out_of_range &) {
        std::cout << "out of range\n";
    }
    try {
        std::vector<char> v(std::vector<char>().max_size());
    } catch (const std::bad_alloc &) {
        std::cout << "bad alloc\n";
    }
    try {
        Shape *s = new Square(2);
        dynamic_cast<Circle &>(*s);
    } catch (const std::bad_cast &) {
        std::cout << "bad cast\n";
    }
    std::vector<std::unique_ptr<Shape>> shapes;
    for (int i = 1; i < 6; i++)
        i % 2 ? shapes.push_back(std::make_unique<Square>(i)) : shapes.push_back(std::make_unique<Circle>(i));
    std::cout << std::accumulate(shapes.begin(), shapes.end(), 0.0, [](double s, const auto &p) {
        return s + p->area();
    }) << '\n';

    std::map<std::string, int> words;
    std::istringstream in("the quick brown fox jumps over the lazy dog the end");
    for (std::string w; in >> w;) words[w]++;
    for (const auto &[word, n] : words) std::cout << word << '=' << n << ' ';
    std::cout << '\n';
    std::mt19937 random(12345);
    std::vector<int> v(50000);
    std::generate(v.begin(), v.end(), [&] { return int(random() % 100000); });
    std::sort(v.begin(), v.end());
    std::unordered_map<int, int> histogram;
    for (int x : v) histogram[x % 97]++;
    std::set<int> unique(v.begin(), v.end());
    std::cout << v.front() << ' ' << v[25000] << ' ' << v.back() << ' ' << histogram[5] << ' ' << unique.size() << ' '
              << std::binary_search(v.begin(), v.end(), v[777]) << '\n';
    std::list<int> list(v.begin(), v.begin() + 100);
    std::deque<int> deque(list.rbegin(), list.rend());
    list.remove_if([](int x) { return x % 2; });
    std::cout << list.size() << ' ' << deque.front() << ' ' << std::count(deque.begin(), deque.end(), v[0]) << '\n';
    std::uniform_real_distribution<double> uniform(0, 1);
    double sum = 0;
    for (int i = 0; i < 1000; i++) sum += uniform(random);
    std::cout << std::setprecision(10) << sum << '\n';

    std::regex date(R"((\d{4})-(\d{2})-(\d{2}))");
    std::string text = "from 2024-02-29 to 2025-12-31";
    for (std::sregex_iterator i(text.begin(), text.end(), date), end; i != end; ++i)
        std::cout << (*i)[1] << '/' << (*i)[2] << '/' << (*i)[3] << ' ';
    std::cout << std::regex_replace(text, date, "$3.$2.$1") << '\n';
    std::variant<int, std::string, double> variant = std::string("variant");
    std::optional<int> nothing;
    std::cout << variant.index() << ' ' << std::get<std::string>(variant) << ' ' << nothing.value_or(7) << ' ';
    try {
        (void)std::get<int>(variant);
    } catch (const std::bad_variant_access &) {
        std::cout << "not an int\n";
    }
    {
        std::ofstream out("file.txt");
        for (int i = 0; i < 1000; i++) out << i << ' ' << i * i << '\n';
    }
    std::ifstream file("file.txt");
    long a, b, total = 0, lines = 0;
    while (file >> a >> b) total += b, lines++;
    file.clear(), file.seekg(100), std::getline(file, text);
    std::cout << lines << ' ' << total << ' ' << file.tellg() << ' ' << std::ifstream("missing").is_open() << '\n';
    std::function<int(int)> fibonacci = [&](int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); };
    std::cout << fibonacci(20) << ' ' << std::to_string(1.5) << ' ' << std::stoi("123abc") << ' '
              << std::stod("2.5e3") << '\n';
    auto shared = std::make_shared<Counted>();
    std::weak_ptr<Counted> weak = shared;
    std::cout << shared.use_count() << ' ' << weak.expired() << ' ';
    shared.reset();
    std::cout << weak.expired() << ' ' << alive << std::endl;
    std::string big;
    for (int i = 0; i < 100000; i++) big += char('a' + i % 26);
    std::cout << big.find("xyzab", 90000) << ' ' << big.substr(99990) << ' ' << std::hash<int>()(5) << '\n';
    return 0;
}
