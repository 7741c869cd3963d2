package dev.guildhall.launcher;

/** Runs the server until it is asked to stop. */
@FunctionalInterface
interface ServeCommand {

    /** The exit code of the process, when the server has ended. */
    int serve(Configuration configuration) throws Exception;
}
