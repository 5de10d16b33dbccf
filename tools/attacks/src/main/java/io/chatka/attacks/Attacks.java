package io.chatka.attacks;

import static io.chatka.attacks.RawSocket.CONTINUATION;
import static io.chatka.attacks.RawSocket.FIN;
import static io.chatka.attacks.RawSocket.PING;
import static io.chatka.attacks.RawSocket.TEXT;
import static io.chatka.attacks.RawSocket.ascii;
import static io.chatka.attacks.RawSocket.frame;
import static io.chatka.attacks.RawSocket.repeat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** All attacks there are. */
final class Attacks {
    private static final int FEW = 4;
    private static final int SOCKETS = 250;
    private static final int ROOMS = 1_000_000;
    private static final int SMALL_BUFFER = 4096;
    private static final String NOTHING = "nothing yet";

    private Attacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack("ping flood", FEW, flood(frame(FIN | PING, new byte[125]))),
                new Attack("1-byte frames", FEW, flood(frame(FIN | TEXT, ascii("x")))),
                new Attack("empty fragments", FEW, Attacks::fragments),
                new Attack(
                        "bad JSON flood", FEW, flood(frame(FIN | TEXT, ascii("{\"type\":\"dance\",\"x\":[[[[]]]]}")))),
                new Attack("64 KiB of bad JSON", FEW, flood(frame(FIN | TEXT, ascii("[".repeat(65_000))))),
                new Attack("never reads, pings", FEW, deaf(frame(FIN | PING, new byte[125]))),
                new Attack("never reads, asks", FEW, deaf(frame(FIN | TEXT, ascii("{\"type\":\"ping\",\"id\":1}")))),
                new Attack("never reads, history", FEW, Attacks::deafToHistory),
                new Attack("never finishes, frames", FEW, Attacks::unfinishedFrames),
                new Attack("never finishes, HTTP", FEW, Attacks::unfinishedRequests),
                new Attack("connect flood", FEW, Attacks::connect),
                new Attack("handshake flood", FEW, Attacks::handshake),
                new Attack("joins, a million names", FEW, Attacks::join),
                new Attack("page flood", FEW, Attacks::page));
    }

    private static String room() {
        return "r" + ThreadLocalRandom.current().nextInt(ROOMS);
    }

    /** Sends the same frames without end, and reads the answers. */
    private static Attack.Attacker flood(byte[] frame) {
        byte[] many = repeat(frame, Math.max(1, 16_384 / frame.length));
        return (port, until, answers) -> {
            try (RawSocket web = RawSocket.open(port, "/ws/" + room(), 0)) {
                Thread sender = new Thread(() -> sendUntilCut(web, many, until));
                sender.start();
                readToTheEnd(web, until, answers);
                web.cut();
                sender.join();
            }
        };
    }

    private static void fragments(int port, long until, Answers answers) throws IOException, InterruptedException {
        byte[] first = frame(TEXT, ascii("{"));
        try (RawSocket web = RawSocket.open(port, "/ws/" + room(), 0)) {
            web.send(first);
            byte[] many = repeat(frame(CONTINUATION, new byte[0]), 2_000);
            Thread sender = new Thread(() -> sendUntilCut(web, many, until));
            sender.start();
            readToTheEnd(web, until, answers);
            web.cut();
            sender.join();
        }
    }

    private static void readToTheEnd(RawSocket web, long until, Answers answers) throws IOException {
        while (System.nanoTime() < until) {
            RawSocket.Frame frame = web.read();
            if (frame.opcode() == RawSocket.CLOSE) {
                answers.add(frame.reason());
                return;
            }
        }
        answers.add(NOTHING);
    }

    private static void sendUntilCut(RawSocket web, byte[] bytes, long until) {
        try {
            while (System.nanoTime() < until) {
                web.send(bytes);
            }
        } catch (IOException cut) {
            // The reader reports why.
        }
    }

    /** Sends without end, and reads nothing. */
    private static Attack.Attacker deaf(byte[] frame) {
        byte[] many = repeat(frame, Math.max(1, 4_096 / frame.length));
        return (port, until, answers) -> {
            try (RawSocket web = RawSocket.open(port, "/ws/" + room(), SMALL_BUFFER)) {
                while (System.nanoTime() < until) {
                    web.send(many);
                }
                answers.add(NOTHING);
            }
        };
    }

    /** A few long messages, and then they are asked for again and again. */
    private static void deafToHistory(int port, long until, Answers answers) throws IOException, InterruptedException {
        try (RawSocket web = RawSocket.open(port, "/ws/" + room(), SMALL_BUFFER)) {
            // As much as one sender may say at once.
            for (int i = 0; i < 8; i++) {
                web.text("{\"type\":\"say\",\"data\":\"" + "x".repeat(8_000) + "\"}");
            }
            byte[] ask = frame(FIN | TEXT, ascii("{\"type\":\"history\"}"));
            while (System.nanoTime() < until) {
                web.send(ask);
                Thread.sleep(10);
            }
            answers.add(NOTHING);
        }
    }

    /** Many messages of which the end is missing, kept alive by pings. */
    private static void unfinishedFrames(int port, long until, Answers answers)
            throws IOException, InterruptedException {
        List<RawSocket> open = new ArrayList<>();
        try {
            byte[] most = frame(TEXT, new byte[60_000]);
            while (open.size() < SOCKETS && System.nanoTime() < until) {
                RawSocket web = RawSocket.open(port, "/ws/" + room(), SMALL_BUFFER);
                open.add(web);
                web.send(most);
            }
            byte[] ping = frame(FIN | PING, new byte[1]);
            while (System.nanoTime() < until) {
                for (RawSocket web : open) {
                    web.send(ping);
                }
                Thread.sleep(500);
            }
            answers.add(NOTHING);
        } finally {
            open.forEach(RawSocket::close);
        }
    }

    /** Requests that come a byte at a time. */
    private static void unfinishedRequests(int port, long until, Answers answers)
            throws IOException, InterruptedException {
        List<RawSocket> open = new ArrayList<>();
        try {
            while (open.size() < SOCKETS && System.nanoTime() < until) {
                RawSocket web = new RawSocket(port, 0);
                open.add(web);
                web.send(ascii("GET /ws/lobby HTTP/1.1\r\nHost: x\r\nX: "));
            }
            while (System.nanoTime() < until) {
                for (RawSocket web : open) {
                    web.send(ascii("x"));
                }
                Thread.sleep(500);
            }
            answers.add(NOTHING);
        } finally {
            open.forEach(RawSocket::close);
        }
    }

    private static void connect(int port, long until, Answers answers) throws IOException {
        new RawSocket(port, 0).close();
        answers.add("accepted");
    }

    private static void handshake(int port, long until, Answers answers) throws IOException {
        RawSocket.open(port, "/ws/lobby", 0).close();
        answers.add("HTTP 101");
    }

    /**
     * Joins rooms that nobody else is in, each once; clients reconnect as soon as they may join no
     * more.
     */
    private static void join(int port, long until, Answers answers) throws IOException {
        try (RawSocket web = RawSocket.open(port, "/ws", 0)) {
            for (int i = 0; System.nanoTime() < until; i++) {
                web.text("{\"type\":\"join\",\"id\":" + i + ",\"room\":\"" + room() + "\"}");
                String answer = web.read().text();
                while (!answer.contains("\"id\":" + i)) {
                    answer = web.read().text();
                }
                if (answer.contains("\"error\"")) {
                    answers.add(answer.replaceAll(".*\"code\":\"(\\w+)\".*", "$1"));
                    return;
                }
                answers.add("joined");
            }
        }
    }

    private static void page(int port, long until, Answers answers) throws IOException {
        try (RawSocket web = new RawSocket(port, 0)) {
            byte[] get = ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            while (System.nanoTime() < until) {
                web.send(get);
                answers.add("HTTP " + web.status());
            }
        }
    }
}
