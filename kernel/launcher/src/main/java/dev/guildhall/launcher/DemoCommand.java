package dev.guildhall.launcher;

/** Runs the server, shows what it does step by step, and goes on serving. */
@FunctionalInterface
interface DemoCommand {

    /** The exit code of the process, when the server has ended. */
    int demo(Configuration configuration) throws Exception;
}
