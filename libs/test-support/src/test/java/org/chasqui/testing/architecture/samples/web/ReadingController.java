package org.chasqui.testing.architecture.samples.web;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

@RequestMapping("/things")
class ReadingController {
    @GetMapping
    void get() {}

    @RequestMapping(method = RequestMethod.HEAD)
    void head() {}
}
