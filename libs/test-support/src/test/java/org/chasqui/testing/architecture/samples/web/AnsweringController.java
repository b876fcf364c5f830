package org.chasqui.testing.architecture.samples.web;

import org.springframework.web.bind.annotation.RequestMapping;

class AnsweringController {
    @RequestMapping("/everything")
    void answer() {}
}
