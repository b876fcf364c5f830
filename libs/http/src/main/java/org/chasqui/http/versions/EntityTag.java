package org.chasqui.http.versions;

/**
 * The name of one state of a thing; two states with the same tag are the same.
 *
 * @param weak whether the states are only equivalent for a reader, not the same byte for byte; the services send none
 * @param opaque the text between the quotes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110, ETag</a>
 */
public record EntityTag(boolean weak, String opaque) {

    /** Of a thing that changes with its version only: {@code "3"}. */
    public static EntityTag of(long version) {
        return new EntityTag(false, String.valueOf(version));
    }

    /** Of a view that also changes between two versions of what it shows, with a digest of that: {@code "3.7"}. */
    public static EntityTag of(long version, long digest) {
        return new EntityTag(false, version + "." + digest);
    }

    /** Whether they are the same, be they weak or not: the comparison for reading things. */
    public boolean isWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** The form in a header. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
