package io.chatka.internal.actor;

import io.chatka.api.Grant;
import io.chatka.api.Grants;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.permission.Permissions;
import io.chatka.internal.permission.Rights;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One sample of every message that an actor's sealed {@code Command} permits. */
final class Samples {
    private Samples() {}

    static final Permissions PERMISSIONS = new Permissions(
            Grants.of(Map.of("*", Set.of(Grant.JOIN, Grant.SAY))),
            Grants.of(Map.of("*", Set.of(Grant.JOIN, Grant.SAY))));

    /** What guests may do by default. */
    static final Rights GUEST = new Rights(Rank.GUEST, Set.of(Grant.JOIN, Grant.SAY));

    /** @param values to make the records of, by the type of their components */
    static <C> List<C> ofEvery(Class<C> sealed, Map<Class<?>, Object> values) {
        List<C> samples = new ArrayList<>();
        addAll(samples, sealed, sealed, values);
        return samples;
    }

    private static <C> void addAll(List<C> samples, Class<C> type, Class<?> sealed, Map<Class<?>, Object> values) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                addAll(samples, type, permitted, values);
            } else {
                samples.add(type.cast(sample(permitted, values)));
            }
        }
    }

    private static Object sample(Class<?> type, Map<Class<?>, Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = Arrays.stream(components)
                .map(component -> value(component, values))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError("no sample of " + type, impossible);
        }
    }

    private static Object value(RecordComponent component, Map<Class<?>, Object> values) {
        Object value = values.get(component.getType());
        if (value == null) {
            throw new AssertionError("the test has no value for " + component);
        }
        return value;
    }
}
