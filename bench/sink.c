/* An SMTP server for measuring: it takes every letter, looks at it, counts who got how many, and keeps nothing.
 *
 *     cc -O2 -o sink sink.c && ./sink [--port N] [--rtt MS] [--lock-step] [--until N] [--personal]
 *
 * It listens on the loopback alone, prints its port, and when it is ended by SIGTERM, or --until letters have come and
 * every connection is closed, one line of JSON. --rtt holds every answer back, as a server so far away would; --lock-step
 * does not offer PIPELINING and closes a connection on which it is used; --personal also asks that the To header names
 * the envelope's recipient, that there is a Message-ID that no other reader's letter has, and a way to unsubscribe.
 *
 * A letter is damaged if it has a bare CR or LF, a NUL, a line over 998 bytes, eight-bit bytes that were not announced,
 * dots that were not stuffed, no end of its headers, no closing boundary, a missing From, To, Date or MIME-Version, or
 * one of those, a Subject, a Message-ID or a Content-Type twice. Who sends makes no difference to what is looked at. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LISTENS, ROOM = 1 << 18, ANSWERS = 4096, MOST = 1024, WORDS = 512 };

typedef struct { double due; unsigned end; } Held; /* answers up to ``end`` may be said at ``due`` */

typedef struct {
    int fd, in_text, in_to, eight_bit, mail, rcpt, closing;
    char *in;
    size_t have, looked;     /* bytes in ``in``; of a text, those whose lines were judged */
    char out[ANSWERS];
    unsigned said, held_to;  /* answers sent, and written */
    Held held[64];
    unsigned first, last;
    char to[WORDS], boundary[128];
    unsigned flags, bad;
    uint64_t id;             /* of the Message-ID */
} Line;

enum { FROM = 1, TO = 2, DATE = 4, MIME = 8, ID = 16, LEAVE = 32, OUR_TO = 64, HEAD_OVER = 128, CLOSED = 256,
       SUBJECT = 512, KIND = 1024 };

static Line *lines[MOST * 4];
static int poll_fd, rtt_ms, lock_step, personal;
static volatile sig_atomic_t ended;
static uint64_t letters, doubled, damaged, bytes, until, connections;
static int open_lines;
static double began, last_letter;
static char problem[200];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void end(int signal_number) { (void)signal_number; ended = 1; }

/* ── who got how many, and under which name: sets of 64-bit hashes ────────────────────────────────────────────── */

typedef struct { uint64_t *keys, members, room; } Set;

static Set readers, names;

/* Adds it; 0 when it was there. */
static int put(Set *set, uint64_t key)
{
    if (set->members * 2 >= set->room) {
        Set old = *set;
        set->room = old.room ? old.room * 4 : 1 << 16, set->members = 0, set->keys = calloc(set->room, sizeof *set->keys);
        for (uint64_t i = 0; i < old.room; i++) if (old.keys[i]) put(set, old.keys[i]);
        free(old.keys);
    }
    uint64_t at = key & (set->room - 1);
    while (set->keys[at] && set->keys[at] != key) at = (at + 1) & (set->room - 1);
    if (set->keys[at]) return 0;
    set->keys[at] = key, set->members++;
    return 1;
}

static uint64_t hash(const char *text, size_t size)
{
    uint64_t h = 1469598103934665603ULL;
    for (; size; text++, size--)
        h = (h ^ (unsigned char)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text)) * 1099511628211ULL;
    return h ? h : 1;
}

/* ── one letter ───────────────────────────────────────────────────────────────────────────────────────────────── */

static void blame(Line *l, const char *why)
{
    if (!l->bad++ && !*problem) snprintf(problem, sizeof problem, "%s (to %.100s)", why, l->to);
}

static int starts(const char *line, size_t size, const char *word)
{
    size_t n = strlen(word);
    return size >= n && !strncasecmp(line, word, n);
}

static void head_line(Line *l, const char *line, size_t size)
{
    static const struct { const char *name; unsigned flag; } known[] = {
        { "From:", FROM }, { "To:", TO }, { "Date:", DATE }, { "MIME-Version:", MIME }, { "Message-ID:", ID },
        { "Subject:", SUBJECT }, { "Content-Type:", KIND }, { "List-Unsubscribe:", LEAVE } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!starts(line, size, known[i].name)) continue;
        if (l->flags & known[i].flag) blame(l, "a header that stands twice");
        l->flags |= known[i].flag;
        if (known[i].flag == ID) l->id = hash(line, size);
    }
    if (*line != ' ' && *line != '\t') l->in_to = starts(line, size, "To:");
    if (l->in_to && memmem(line, size, l->to, strlen(l->to))) l->flags |= OUR_TO;
    const char *mark = memmem(line, size, "boundary=\"", 10);
    if (mark && !*l->boundary) {
        const char *from = mark + 10, *stop = memchr(from, '"', line + size - from);
        if (stop && stop - from < 100) snprintf(l->boundary, sizeof l->boundary, "--%.*s--", (int)(stop - from), from);
    }
}

/* One line of a text, without its line end. */
static void judge(Line *l, const char *line, size_t size)
{
    if (size > 998) blame(l, "a line of more than 998 bytes");
    if (memchr(line, '\r', size)) blame(l, "a CR within a line");
    if (*line == '.' && size > 1 && line[1] != '.') blame(l, "a dot that was not stuffed");
    if (!(l->flags & HEAD_OVER)) {
        if (size) head_line(l, line, size); else l->flags |= HEAD_OVER;
    } else if (size > 2 && line[0] == '-' && line[1] == '-' && *l->boundary && size == strlen(l->boundary)
               && !memcmp(line, l->boundary, size))
        l->flags |= CLOSED;
}

/* Bytes with the high bit set, eight at a time. */
static int has_high(const char *text, size_t size)
{
    uint64_t seen = 0, word;
    size_t i = 0;
    for (; i + 8 <= size; i += 8) { memcpy(&word, text + i, 8); seen |= word; }
    for (; i < size; i++) seen |= (uint64_t)(unsigned char)text[i];
    return (seen & 0x8080808080808080ULL) != 0;
}

static void taken(Line *l, size_t size)
{
    unsigned wanted = FROM | TO | DATE | MIME | (personal ? ID | LEAVE | OUR_TO : 0);
    if (memchr(l->in, 0, size)) blame(l, "a NUL");
    if (!(l->flags & HEAD_OVER)) blame(l, "no end of the headers");
    if (!put(&names, l->id) && personal) blame(l, "a Message-ID that another letter had");
    if (!l->eight_bit && has_high(l->in, size)) blame(l, "eight-bit bytes that were not announced");
    if ((l->flags & wanted) != wanted) blame(l, "a header is missing");
    if (*l->boundary && !(l->flags & CLOSED)) blame(l, "no closing boundary");
    letters++, bytes += size, damaged += l->bad > 0, last_letter = now();
    doubled += !put(&readers, hash(l->to, strlen(l->to)));
    l->mail = l->rcpt = l->in_text = 0;
}

/* ── the conversation ─────────────────────────────────────────────────────────────────────────────────────────── */

static void say(Line *l, const char *words)
{
    size_t size = strlen(words);
    if (l->held_to + size > sizeof l->out) { l->closing = 1; return; }
    memcpy(l->out + l->held_to, words, size);
    l->held_to += size;
    if (!rtt_ms) return;
    double due = now() + rtt_ms / 1e3;
    unsigned before = (l->last + 63) % 64;
    if (l->first != l->last && (due - l->held[before].due < 1e-4 || (l->last + 1) % 64 == l->first))
        l->held[before].end = l->held_to;
    else {
        l->held[l->last] = (Held){ due, l->held_to };
        l->last = (l->last + 1) % 64;
    }
}

static void forget(Line *l)
{
    close(l->fd);
    lines[l->fd] = NULL;
    free(l->in);
    free(l);
    open_lines--;
}

/* Sends what may be said by now; 0 when the line is gone. */
static int speak(Line *l)
{
    unsigned may = l->held_to;
    if (rtt_ms) {
        double t = now();
        may = l->said;
        while (l->first != l->last && l->held[l->first].due <= t) {
            may = l->held[l->first].end;
            l->first = (l->first + 1) % 64;
        }
    }
    while (l->said < may) {
        ssize_t n = send(l->fd, l->out + l->said, may - l->said, MSG_NOSIGNAL);
        if (n < 0) { if (errno == EAGAIN) break; forget(l); return 0; }
        l->said += n;
    }
    if (l->said == l->held_to) {
        l->said = l->held_to = 0;
        if (l->closing) { forget(l); return 0; }
    }
    return 1;
}

static void envelope(Line *l, const char *command, size_t size)
{
    const char *from = memchr(command, '<', size), *stop = from ? memchr(from, '>', command + size - from) : NULL;
    size_t n = stop ? stop - from - 1 : 0;
    if (!stop || n >= WORDS) { say(l, "501 5.1.3 no address\r\n"); return; }
    memcpy(l->to, from + 1, n);
    l->to[n] = 0;
    l->rcpt = 1;
    say(l, "250 2.1.5 OK\r\n");
}

static void obey(Line *l, const char *command, size_t size)
{
    if (starts(command, size, "MAIL FROM:")) {
        if (l->mail) { say(l, "503 5.5.1 nested MAIL\r\n"); return; }
        l->mail = 1, l->rcpt = 0;
        l->eight_bit = memmem(command, size, "8BITMIME", 8) != NULL;
        say(l, "250 2.1.0 OK\r\n");
    } else if (starts(command, size, "RCPT TO:")) {
        if (l->mail) envelope(l, command, size); else say(l, "503 5.5.1 no MAIL\r\n");
    } else if (starts(command, size, "DATA")) {
        if (!l->rcpt) { say(l, "554 5.5.1 no recipient\r\n"); return; }
        if (!began) began = now();
        l->in_text = 1, l->looked = 0, l->flags = l->bad = 0, l->id = 1, *l->boundary = 0;
        say(l, "354 go ahead\r\n");
    } else if (starts(command, size, "EHLO") || starts(command, size, "HELO"))
        say(l, lock_step ? "250-sink\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
                         : "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n");
    else if (starts(command, size, "RSET") || starts(command, size, "NOOP")) {
        l->mail = l->rcpt = 0;
        say(l, "250 2.0.0 OK\r\n");
    } else if (starts(command, size, "QUIT")) { say(l, "221 2.0.0 bye\r\n"); l->closing = 1; }
    else say(l, "500 5.5.2 what?\r\n");
}

/* Goes through what has come; returns how many bytes of it are done with. */
static size_t listen_to(Line *l)
{
    size_t at = 0;
    while (!l->closing) {
        char *from = l->in + at + (l->in_text ? l->looked : 0);
        char *stop = memchr(from, '\n', l->in + l->have - from);
        if (!stop) break;
        size_t size = stop - from;
        if (!size || stop[-1] != '\r') { if (l->in_text) blame(l, "a line that ends without CR"); } else size--;
        if (!l->in_text) {
            obey(l, from, size);
            at += stop + 1 - from;
            if (lock_step && at < l->have) { say(l, "421 4.5.0 PIPELINING was not offered\r\n"); l->closing = 1; }
        } else if (size == 1 && *from == '.') {
            size_t text = from - (l->in + at);
            memmove(l->in, l->in + at, l->have - at), l->have -= at, at = 0;
            taken(l, text);
            say(l, "250 2.0.0 OK: queued as S1\r\n");
            at = text + 3;
        } else {
            judge(l, from, size);
            l->looked = stop + 1 - (l->in + at);
        }
    }
    return at;
}

static void hear(Line *l)
{
    while (1) {
        if (l->have == ROOM) { damaged++; forget(l); return; }
        ssize_t n = recv(l->fd, l->in + l->have, ROOM - l->have, 0);
        if (n < 0 && errno == EAGAIN) break;
        if (n <= 0) { forget(l); return; }
        int full = (size_t)n == ROOM - l->have;
        l->have += n;
        size_t done = listen_to(l);
        memmove(l->in, l->in + done, l->have - done);
        l->have -= done;
        if (!full) break;
    }
    speak(l);
}

static void welcome(int listening)
{
    int fd;
    while ((fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        Line *l = calloc(1, sizeof *l);
        int on = 1;
        if (fd >= MOST * 4) { close(fd); free(l); return; }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        l->fd = fd, l->in = malloc(ROOM), lines[fd] = l;
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN, .data.fd = fd });
        connections++, open_lines++;
        say(l, "220 sink ESMTP\r\n");
        speak(l);
    }
}

/* Milliseconds until the first held answer may go; -1: none is held. */
static int patience(void)
{
    double first = 0;
    if (!rtt_ms) return 200;
    for (int i = 0; i < MOST; i++)
        if (lines[i] && lines[i]->first != lines[i]->last) {
            double due = lines[i]->held[lines[i]->first].due;
            if (!first || due < first) first = due;
        }
    if (!first) return 200;
    double left = (first - now()) * 1e3;
    return left <= 0 ? 0 : (int)left;
}

int main(int count, char **words)
{
    int port = 0, on = 1;
    for (int i = 1; i < count; i++) {
        long value = i + 1 < count ? atol(words[i + 1]) : 0;
        if (!strcmp(words[i], "--port")) port = value, i++;
        else if (!strcmp(words[i], "--rtt")) rtt_ms = value, i++;
        else if (!strcmp(words[i], "--until")) until = value, i++;
        else if (!strcmp(words[i], "--lock-step")) lock_step = 1;
        else if (!strcmp(words[i], "--personal")) personal = 1;
        else { fprintf(stderr, "see the head of sink.c\n"); return 2; }
    }
    signal(SIGTERM, end), signal(SIGINT, end), signal(SIGALRM, end), signal(SIGPIPE, SIG_IGN);
    alarm(1800);
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof here;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listening, (struct sockaddr *)&here, sizeof here) || listen(listening, 1024)) { perror("sink"); return 2; }
    getsockname(listening, (struct sockaddr *)&here, &size);
    printf("%d\n", ntohs(here.sin_port)), fflush(stdout);
    poll_fd = epoll_create1(0);
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listening, &(struct epoll_event){ .events = EPOLLIN, .data.fd = listening });
    while (!ended && !(until && letters >= until && !open_lines)) {
        struct epoll_event events[64];
        int n = epoll_wait(poll_fd, events, 64, patience());
        for (int i = 0; i < n; i++) {
            if (events[i].data.fd == listening) welcome(listening);
            else if (lines[events[i].data.fd]) hear(lines[events[i].data.fd]);
        }
        if (rtt_ms)
            for (int i = 0; i < MOST; i++)
                if (lines[i] && lines[i]->first != lines[i]->last) speak(lines[i]);
    }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"letters\": %lu, \"doubled\": %lu, \"damaged\": %lu, \"bytes\": %lu, \"seconds\": %.6f, "
           "\"connections\": %lu, \"cpu\": %.3f, \"began\": %.6f, \"problem\": \"%s\"}\n",
           letters, doubled, damaged, bytes, last_letter - began, connections,
           used.ru_utime.tv_sec + used.ru_utime.tv_usec / 1e6 + used.ru_stime.tv_sec + used.ru_stime.tv_usec / 1e6,
           began, problem);
    return damaged || doubled;
}
