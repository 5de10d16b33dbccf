package io.chatka.verify.ledger;

/** A place in a room's order. */
public record Place(String epoch, long seq) {
    @Override
    public String toString() {
        return epoch + ':' + seq;
    }
}
