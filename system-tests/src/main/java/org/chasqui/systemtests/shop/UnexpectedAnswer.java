package org.chasqui.systemtests.shop;

/** The shop answered with something other than 2xx where success was expected. */
public final class UnexpectedAnswer extends RuntimeException {

    private final transient Answer answer;

    UnexpectedAnswer(Answer answer) {
        super(answer.toString());
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }
}
