package io.chatka.verify.run;

/**
 * A measurement beside its target.
 *
 * @param value with its unit
 * @param target in words; empty if there is none
 * @param met whether the target is met
 * @param timing whether it is about time or memory, and so depends on the machine
 */
public record Figure(String name, String value, String target, boolean met, boolean timing) {
    /** Something without a target. */
    public static Figure of(String name, Object value) {
        return new Figure(name, value.toString(), "", true, false);
    }

    public static Figure count(String name, long value, long most) {
        return new Figure(name, Long.toString(value), most == 0 ? "0" : "at most " + most, value <= most, false);
    }

    public static Figure millis(String name, long value, long most) {
        return new Figure(name, value + " ms", "at most " + most + " ms", value <= most, true);
    }

    public static Figure holds(String name, boolean yes) {
        return new Figure(name, yes ? "yes" : "no", "yes", yes, false);
    }
}
