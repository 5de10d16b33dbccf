package io.chatka.verify.client;

import io.chatka.verify.ledger.Recorder;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Spoils something on purpose, at the first occasion after it was armed. In the clients' event
 * loop.
 */
public interface Mutator extends Tamper {
    /**
     * @param recorder knows the time, and what holds frames back
     * @param slack how many times longer than promised everything may take
     * @param tell gets a description of the mutation
     */
    static Mutator of(Mutation mutation, SplittableRandom random, Recorder recorder, int slack, Consumer<String> tell) {
        return switch (mutation) {
            case DROP, DUPLICATE, SWAP, FORGE -> new MessageMutator(mutation, random, tell);
            case EPOCH, BEGINNING -> new EpochMutator(mutation, tell);
            case FOREIGN -> new ForeignMutator(tell);
            case SILENCE -> new SilenceMutator(tell);
            case ACK -> new AckMutator(tell);
            case DEAD -> new HealthMutator(tell);
            case UNDELETE -> new UndeleteMutator(recorder, slack, tell);
            case UNBAN -> new UnbanMutator(recorder, tell);
            case FORGET -> new ForgetMutator(tell);
        };
    }

    void arm();

    /** Whether something was spoiled in a way that has to be noticed. */
    boolean done();
}
