package dev.guildhall.archive;

/** Is told what is being done, on any thread. */
@FunctionalInterface
public interface Progress {

    Progress NONE = step -> {};

    /** @param step a few words, such as {@code event: 20000 rows} */
    void tell(String step);
}
