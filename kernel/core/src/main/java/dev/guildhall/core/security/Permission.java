package dev.guildhall.core.security;

/** A named right such as {@code members.manage}; the catalogue of them belongs to the membership module. */
public record Permission(String name) {

    @Override
    public String toString() {
        return name;
    }
}
