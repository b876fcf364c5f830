package org.chasqui.http;

/**
 * A header breaks its definition, or a parameter of the query does so in a way that no constraint can tell. The answer is a failed validation
 * that names it.
 */
public final class InvalidParameter extends RuntimeException {

    private final String name;
    private final String complaint;

    /**
     * @param name of the header or parameter
     * @param complaint the end of a sentence that begins with the name
     */
    public InvalidParameter(String name, String complaint) {
        super(name + " " + complaint, null, false, false); // why no stack trace: the client is at fault, not the code
        this.name = name;
        this.complaint = complaint;
    }

    public String name() {
        return name;
    }

    public String complaint() {
        return complaint;
    }
}
