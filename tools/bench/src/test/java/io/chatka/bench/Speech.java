package io.chatka.bench;

import java.util.List;

/** What a {@link FaultyServer} says in one of the dialects, and what it understands. */
interface Speech {
    /** To somebody whose handshake is over. */
    List<String> greeting();

    /** The room that a handshake's path or a frame asks for, or null. */
    String room(String heard);

    /** To somebody who has just joined. */
    List<String> joined();

    /** To a frame that neither joins nor says anything. */
    List<String> answer(String frame);

    /** What a frame says in the room, or null. */
    String text(String frame);

    String message(long seq, String text);

    /** What stands between two marks of a frame's own. */
    static String between(String frame, String before, String after) {
        int from = frame.indexOf(before);
        int to = frame.indexOf(after, from + before.length());
        return from < 0 || to < 0 ? null : frame.substring(from + before.length(), to);
    }

    /** {@code chatka.v1}. */
    class Chatka implements Speech {
        @Override
        public List<String> greeting() {
            return List.of();
        }

        @Override
        public String room(String heard) {
            return heard.startsWith("/ws/") ? heard : null;
        }

        @Override
        public List<String> joined() {
            return List.of(
                    "{\"type\":\"joined\",\"room\":\"r\",\"epoch\":\"e\",\"seq\":0,\"recovered\":false,\"members\":1}");
        }

        @Override
        public List<String> answer(String frame) {
            return List.of();
        }

        @Override
        public String text(String frame) {
            return between(frame, "\"text\":\"", "\"");
        }

        @Override
        public String message(long seq, String text) {
            return "{\"type\":\"message\",\"seq\":" + seq + ",\"at\":0,\"room\":\"r\",\"text\":\"" + text + "\"}";
        }
    }

    /** Socket.IO. A user is let into the namespace when it has answered a ping. */
    class SocketIo implements Speech {
        private final boolean numbered;

        SocketIo(boolean numbered) {
            this.numbered = numbered;
        }

        @Override
        public List<String> greeting() {
            return List.of("0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}");
        }

        @Override
        public String room(String heard) {
            return between(heard, "420[\"join\",\"", "\"");
        }

        @Override
        public List<String> joined() {
            return List.of(numbered ? "430[{\"seq\":0}]" : "430[]");
        }

        @Override
        public List<String> answer(String frame) {
            return "40".equals(frame) ? List.of("2") : "3".equals(frame) ? List.of("40{\"sid\":\"n\"}") : List.of();
        }

        @Override
        public String text(String frame) {
            return between(frame, "42[\"say\",\"", "\"");
        }

        @Override
        public String message(long seq, String text) {
            String number = numbered ? "\"seq\":" + seq + ',' : "";
            return "42[\"message\",{" + number + "\"text\":\"" + text + "\"}]";
        }
    }

    /** Centrifugo. */
    class Centrifugo implements Speech {
        private final boolean numbered;

        Centrifugo(boolean numbered) {
            this.numbered = numbered;
        }

        @Override
        public List<String> greeting() {
            return List.of();
        }

        @Override
        public String room(String heard) {
            return heard.startsWith("{\"id\":1,\"connect\":{}}\n") ? between(heard, "\"channel\":\"", "\"") : null;
        }

        @Override
        public List<String> joined() {
            return List.of("{\"id\":1,\"connect\":{\"client\":\"c\"}}\n{\"id\":2,\"subscribe\":{}}\n{}");
        }

        @Override
        public List<String> answer(String frame) {
            return List.of();
        }

        @Override
        public String text(String frame) {
            return frame.contains("\"publish\":{\"channel\":\"bench-") ? between(frame, "\"text\":\"", "\"") : null;
        }

        @Override
        public String message(long seq, String text) {
            return "{\"id\":3,\"publish\":{}}\n{\"push\":{\"channel\":\"r\",\"pub\":{\"data\":{\"text\":\"" + text
                    + "\"}" + (numbered ? ",\"offset\":" + seq : "") + "}}}";
        }
    }
}
