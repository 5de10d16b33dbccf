package io.chatka.verify.ledger;

/** Counts of a run. */
public enum Count {
    SENT("messages sent"),
    REPEATED("sent again with the same key"),
    ACKED("acked"),
    DUPLICATES("acked as sent before"),
    REFUSED("refused, to be tried again or not"),
    RECEIVED("received"),
    JOINS("joins"),
    RETURNS("joins with since"),
    RECOVERED("of them recovered"),
    GAPS("gaps told"),
    GAP_MESSAGES("messages in gaps"),
    EPOCHS("times a new epoch was told"),
    DISCONNECTS("connections lost or closed"),
    HISTORY_READS("histories read"),
    IN_HISTORY("acked messages found in the final history"),
    DELETES("deletions of one text that were answered ok"),
    CLEARS("deletions of all texts of a user that were answered ok"),
    BANS("bans that were answered ok"),
    WHILE_BANNED("messages tried by banned users"),
    LEARNED("deletions of seen texts that clients learned of"),
    LEARNED_LATE("of them when they came back"),
    TOMBSTONES("tombstones received");

    private final String words;

    Count(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
