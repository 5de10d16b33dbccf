package io.chatka.verify.ledger;

/** The promises that are checked. */
public enum Rule {
    C1("an acked message stays in the room's history, and comes once to every client that is owed it"),
    C2("room, epoch and seq mean the same bytes to all"),
    C3("seq steps by one, except after a gap that was told and after a new epoch"),
    C4("nothing comes that nobody sent, from a wrong sender, or from another room"),
    C5("what was acked before the next was sent has the smaller seq"),
    C6("one client key has one seq"),
    C7("recovered:true never hides a gap"),
    C8("everything is converged in time after the last repair"),
    M1("nobody receives a deleted text later than 1 s after the ok of its deletion"),
    M2("nothing that a banned user says after the ok of its ban is received by anybody"),
    M3("who has seen a text that is deleted learns that, also after an absence");

    private final String promise;

    Rule(String promise) {
        this.promise = promise;
    }

    public String promise() {
        return promise;
    }
}
