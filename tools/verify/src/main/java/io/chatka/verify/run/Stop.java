package io.chatka.verify.run;

/** Whether the user wants the run to end. From any thread. */
public final class Stop {
    private volatile boolean requested;

    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }
}
