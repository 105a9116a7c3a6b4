package dev.bookreel.story;

@OnS3
class AskingAgainOnS3Test extends AskingAgainTest {}
