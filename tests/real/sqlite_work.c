// SPDX-License-Identifier: GPL-2.0-or-later
// SQLite at work: a hundred thousand rows with a rollback journal and with a write-ahead log, indexes, joins, a savepoint
// undone, another process that reads meanwhile, integrity checks. Prints counts and sums.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static sqlite3 *db;

static void fail(const char *what) {
    printf("%s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}
static void run(const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL)) fail(sql);
}
static int row(void *prefix, int n, char **values, char **names) {
    (void)names;
    printf("%s", (char *)prefix);
    for (int i = 0; i < n; i++) printf(" %s", values[i] ? values[i] : "NULL");
    printf("\n");
    return 0;
}
static void query(const char *what, const char *sql) {
    if (sqlite3_exec(db, sql, row, (void *)what, NULL)) fail(sql);
}
static void open_db(const char *name) {
    if (sqlite3_open(name, &db)) fail(name);
}

static void fill(int rows, int transaction) {
    sqlite3_stmt *insert;
    if (sqlite3_prepare_v2(db, "INSERT INTO item(id, name, amount, grp) VALUES(?, ?, ?, ?)", -1, &insert, NULL))
        fail("prepare");
    unsigned seed = 1;
    for (int i = 1; i <= rows; i++) {
        if (i % transaction == 1) run("BEGIN");
        seed = seed * 1103515245 + 12345;
        char name[32];
        snprintf(name, sizeof name, "item-%u", seed >> 8);
        sqlite3_bind_int(insert, 1, i), sqlite3_bind_text(insert, 2, name, -1, SQLITE_TRANSIENT);
        sqlite3_bind_double(insert, 3, (seed >> 10) % 10000 / 4.0),
            sqlite3_bind_int(insert, 4, (int)(seed >> 16) % 97);
        if (sqlite3_step(insert) != SQLITE_DONE) fail("insert");
        sqlite3_reset(insert);
        if (i % transaction == 0) run("COMMIT");
    }
    sqlite3_finalize(insert);
}

static void work(const char *name, const char *journal) {
    char sql[128];
    printf("%s\n", journal);
    open_db(name);
    snprintf(sql, sizeof sql, "PRAGMA journal_mode=%s", journal);
    query("journal", sql);
    run("CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, amount REAL, grp INTEGER); CREATE TABLE grp(id INTEGER "
        "PRIMARY KEY, title TEXT UNIQUE)");
    run("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 96) INSERT INTO grp SELECT i, "
        "'group ' || i FROM n");
    fill(100000, 5000);
    run("CREATE INDEX by_name ON item(name); CREATE INDEX by_grp ON item(grp, amount)");
    query("count", "SELECT count(*), sum(amount), min(name), max(name) FROM item");
    query("join", "SELECT g.title, count(*), round(avg(i.amount), 6) FROM item i JOIN grp g ON g.id = i.grp GROUP BY "
                  "g.id ORDER BY 3 DESC LIMIT 5");
    query("search", "SELECT count(*) FROM item WHERE name LIKE 'item-12%'");
    query("window", "SELECT id, amount, r FROM (SELECT id, amount, rank() OVER (ORDER BY amount DESC, id) r FROM "
                    "item WHERE grp = 5) WHERE r <= 3");
    run("BEGIN; UPDATE item SET amount = amount * 2 WHERE grp % 2 = 0; DELETE FROM item WHERE id % 7 = 0; COMMIT");
    query("changed", "SELECT count(*), sum(amount) FROM item");
    run("BEGIN; SAVEPOINT s; DELETE FROM item; ROLLBACK TO s; COMMIT");
    run("BEGIN; DELETE FROM item WHERE id < 50000");
    query("inside", "SELECT count(*) FROM item");
    run("ROLLBACK");
    query("undone", "SELECT count(*), sum(amount) FROM item");
    if (sqlite3_exec(db, "INSERT INTO grp VALUES(1000, 'group 5')", NULL, NULL, NULL))
        printf("refused: %s\n", sqlite3_errmsg(db));

    // another process reads, then finds the database locked while this one writes
    fflush(stdout);
    run("BEGIN IMMEDIATE; INSERT INTO grp VALUES(200, 'new group')");
    pid_t pid = fork();
    if (pid == 0) {
        sqlite3 *other = db;
        (void)other; // the parent's connection must not be used here
        open_db(name);
        query("the other process", "SELECT count(*) FROM grp");
        int r = sqlite3_exec(db, "INSERT INTO grp VALUES(201, 'refused')", NULL, NULL, NULL);
        printf("its write: %s\n", r == SQLITE_BUSY ? "busy" : r ? "another error" : "done");
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    run("COMMIT");
    query("committed", "SELECT count(*) FROM grp");
    query("integrity", "PRAGMA integrity_check");
    sqlite3_close(db);
    open_db(name);
    query("reopened", "SELECT count(*), sum(amount) FROM item");
    run("VACUUM");
    query("integrity", "PRAGMA integrity_check");
    sqlite3_close(db);
    struct stat st;
    stat(name, &st);
    printf("pages %ld\n", (long)st.st_size / 4096);
    snprintf(sql, sizeof sql, "%s-journal", name);
    printf("journal left behind: %d", stat(sql, &st) == 0);
    snprintf(sql, sizeof sql, "%s-wal", name);
    printf(" %d\n", stat(sql, &st) == 0);
}

int main(void) {
    work("rollback.db", "DELETE");
    work("wal.db", "WAL");
    open_db(":memory:");
    run("CREATE TABLE t(a, b)");
    query("expressions", "SELECT 7/2, 7.0/2, 'a' || 'b', upper('x'), substr('hello', 2, 3), hex('ab'), "
                         "coalesce(NULL, 3), typeof(1.5), printf('%05.2f', 3.14159), date('2024-02-29', '+1 year'), "
                         "json_extract('{\"a\":[1,2]}', '$.a[1]')");
    sqlite3_close(db);
    return 0;
}
