package io.chatka.verify.run;

/** Is told how it goes, by the thread that drives the run. */
public interface Progress {
    Progress NONE = new Progress() {
        @Override
        public void step(String what) {}

        @Override
        public void line(String text) {}
    };

    /** What is going on now; replaced by the next. */
    void step(String what);

    /** Something that stays on the screen. */
    void line(String text);
}
