package io.chatka;

import io.chatka.api.ChatObserver;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An observer that writes down each event in a few words. */
public class RecordingObserver implements ChatObserver {
    public final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void connected(Session session) {
        told.add("connected " + session.user().name());
    }

    @Override
    public void disconnected(Session session, String why) {
        told.add("disconnected " + session.user().name() + " " + why);
    }

    @Override
    public void joined(Session session, String room) {
        told.add("joined " + room);
    }

    @Override
    public void left(Session session, String room) {
        told.add("left " + room);
    }

    @Override
    public void said(SaidMessage message) {
        told.add("said " + message.seq() + " " + message.text());
    }

    @Override
    public void occupied(String room) {
        told.add("occupied " + room);
    }

    @Override
    public void vacated(String room) {
        told.add("vacated " + room);
    }
}
