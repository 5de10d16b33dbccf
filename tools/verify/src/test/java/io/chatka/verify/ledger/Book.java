package io.chatka.verify.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A ledger written by hand: room r, epoch e, and what is said there has the key that its seq says. */
final class Book {
    static final String ROOM = "r";
    static final String EPOCH = "e";
    private static final int MODERATOR = 8;

    final Recorder recorder = new Recorder(1);
    final Checker checker = recorder.checker();
    private long clock;

    Book write(Event event) {
        recorder.record(event);
        return this;
    }

    long tick() {
        return ++clock * 1_000_000;
    }

    static String key(long seq) {
        return "k" + seq;
    }

    static Message message(long seq) {
        return message(seq, key(seq), "u1");
    }

    static Message message(long seq, String key, String sender) {
        String text = Message.text(key, "hello");
        return new Message(ROOM, seq, sender, text, "{" + seq + ' ' + sender + ' ' + text + "}");
    }

    Book joins(int client, long seq) {
        return write(new Event.Joined(tick(), client, ROOM, "node 0", null, EPOCH, seq, false));
    }

    Book returns(int client, Place since, String epoch, long seq, boolean recovered) {
        return write(new Event.Joined(tick(), client, ROOM, "node 1", since, epoch, seq, recovered));
    }

    Book leaves(int client) {
        return write(new Event.Left(tick(), client, ROOM, null));
    }

    Book drops(int client) {
        return write(new Event.Disconnected(tick(), client, "1006"));
    }

    /** Client 1 says what is to come to be at such seqs. */
    Book sends(long... seqs) {
        LongStream.of(seqs).forEach(seq -> sends(1, key(seq), 1));
        return this;
    }

    Book sends(int client, String key, int attempt) {
        String text = Message.text(key, "hello");
        return write(new Event.Sent(tick(), client, ROOM, "u" + client, key, attempt, text));
    }

    Book acks(long seq) {
        return acks(key(seq), seq);
    }

    Book acks(String key, long seq) {
        return acks(key, new Place(EPOCH, seq));
    }

    Book acks(String key, Place place) {
        return write(new Event.Acked(tick(), 1, ROOM, key, place, false));
    }

    Book gets(int client, long... seqs) {
        LongStream.of(seqs).forEach(seq -> gets(client, message(seq)));
        return this;
    }

    Book gets(int client, Message message) {
        return write(new Event.Received(tick(), client, message.room(), message));
    }

    /** What stands in the place of a text that is gone. */
    static Message tombstone(long seq) {
        return new Message(ROOM, seq, "", "", new Removal.Here(), "{" + seq + " deleted}");
    }

    static Message deleted(long seq, long target) {
        return new Message(ROOM, seq, "", "", new Removal.Of(target), "{" + seq + " deletes " + target + "}");
    }

    static Message cleared(long seq, String user) {
        return new Message(ROOM, seq, "", "", new Removal.AllBy(user), "{" + seq + " clears " + user + "}");
    }

    /** A moderator asks for it. */
    Book asks(Act act) {
        return write(new Event.ActSent(tick(), MODERATOR, ROOM, act, 1));
    }

    Book isDone(Act act) {
        return write(new Event.ActDone(tick(), MODERATOR, ROOM, act));
    }

    /** A moderator does it. */
    Book does(Act act) {
        return asks(act).isDone(act);
    }

    static Act delete(long seq) {
        return new Act.Delete(new Place(EPOCH, seq));
    }

    /** Time passes. */
    Book passes(long millis) {
        clock += millis;
        return this;
    }

    Book gap(int client, long from, long to) {
        return write(new Event.Gap(tick(), client, ROOM, from, to));
    }

    Book epoch(int client, String epoch, long seq) {
        return write(new Event.NewEpoch(tick(), client, ROOM, epoch, seq));
    }

    Book fault(boolean forgetting) {
        return write(new Event.Fault(tick(), "something broke", forgetting));
    }

    /** Something holds back what is on its way, or does so no longer. */
    Book delay(Event.Delay delay) {
        return write(new Event.Fault(tick(), "a slow link", false, delay));
    }

    static List<Message> messages(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(Book::message).toList();
    }

    Event.HistoryRead history(String epoch, List<Message> messages) {
        return new Event.HistoryRead(tick(), 9, ROOM, epoch, messages);
    }

    /** The end of a round, with that history. */
    Book concludes(Event.HistoryRead history, int depth) {
        write(history);
        checker.conclude(Map.of(ROOM, history), depth, tick());
        return this;
    }

    Book concludes() {
        checker.conclude(Map.of(), 0, tick());
        return this;
    }

    /** The rules that are violated, each as often as it is. */
    List<Rule> broken() {
        return checker.violations().stream().map(Violation::rule).toList();
    }

    List<String> story() {
        List<String> lines = new ArrayList<>();
        checker.violations().forEach(violation -> lines.addAll(Story.of(violation, recorder.journal())));
        return lines;
    }
}
