package io.chatka.internal.actor;

import io.chatka.internal.fault.FaultLog;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Passes everything that an actor throws to its supervision. Pekko passes exceptions only:
 * after an error, such as an {@code OutOfMemoryError} for a buffer, the actor would continue as if
 * it had handled the message.
 */
final class FaultBoundary<C> extends BehaviorInterceptor<C, C> {
    private final FaultLog faults;
    private final String what;

    /** Replaces an actor whose construction fails; null for nothing. */
    private final Function<TypedActorContext<C>, Behavior<C>> otherwise;

    /** Wraps a throwable that was reported, so that supervision handles it. */
    private static final class CaughtException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CaughtException(Throwable fault) {
            super("a fault that was reported", fault, false, false);
        }
    }

    private FaultBoundary(
            Class<C> commands, FaultLog faults, String what, Function<TypedActorContext<C>, Behavior<C>> otherwise) {
        super(commands);
        this.otherwise = otherwise;
        this.faults = faults;
        this.what = what;
    }

    /**
     * An actor that restarts when it fails.
     *
     * @param otherwise replaces the actor if it cannot be constructed; must not throw
     */
    static <C> Behavior<C> restarting(
            Class<C> commands,
            FaultLog faults,
            String what,
            Behavior<C> actor,
            Function<TypedActorContext<C>, Behavior<C>> otherwise) {
        return Behaviors.supervise(
                        Behaviors.intercept(() -> new FaultBoundary<>(commands, faults, what, otherwise), actor))
                .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false));
    }

    /** An actor that keeps its state when it fails; the message is lost. */
    static <C> Behavior<C> resuming(Class<C> commands, FaultLog faults, String what, Behavior<C> actor) {
        return Behaviors.supervise(Behaviors.intercept(() -> new FaultBoundary<>(commands, faults, what, null), actor))
                .onFailure(SupervisorStrategy.resume().withLoggingEnabled(false));
    }

    @Override
    public Behavior<C> aroundStart(TypedActorContext<C> context, PreStartTarget<C> target) {
        try {
            return target.start(context);
        } catch (Throwable fault) {
            RuntimeException caught = caught(fault);
            if (otherwise == null) {
                throw caught;
            }
            return otherwise.apply(context);
        }
    }

    @Override
    public Behavior<C> aroundReceive(TypedActorContext<C> context, C message, ReceiveTarget<C> target) {
        try {
            return target.apply(context, message);
        } catch (Throwable fault) {
            throw caught(fault);
        }
    }

    @Override
    public Behavior<C> aroundSignal(TypedActorContext<C> context, Signal signal, SignalTarget<C> target) {
        try {
            return target.apply(context, signal);
        } catch (Throwable fault) {
            RuntimeException caught = caught(fault);
            if (signal == PostStop.instance() || signal == PreRestart.instance()) {
                // The actor stops or restarts anyway.
                return Behaviors.same();
            }
            throw caught;
        }
    }

    private RuntimeException caught(Throwable fault) {
        faults.report(what, fault);
        return new CaughtException(fault);
    }
}
