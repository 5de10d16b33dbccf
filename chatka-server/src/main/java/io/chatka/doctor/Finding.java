package io.chatka.doctor;

/**
 * What was found about one thing.
 *
 * @param check the thing's name, such as {@code open files}
 * @param found what is so, in a sentence or two
 * @param remedy what to do about it; empty where nothing has to be done
 */
public record Finding(String check, Status status, String found, String remedy) {

    public static Finding ok(String check, String found) {
        return new Finding(check, Status.OK, found, "");
    }

    /** It cannot be seen from here. */
    public static Finding unknown(String check, String found) {
        return new Finding(check, Status.UNKNOWN, found, "");
    }

    public static Finding warning(String check, String found, String remedy) {
        return new Finding(check, Status.WARNING, found, remedy);
    }

    public static Finding problem(String check, String found, String remedy) {
        return new Finding(check, Status.PROBLEM, found, remedy);
    }
}
