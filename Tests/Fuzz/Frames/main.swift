import LibFuzzer

// The frames of a client on the data socket; see Conversation.
zirq_fuzz(CommandLine.argc, CommandLine.unsafeArgv) { input, size in
  Conversation().run(UnsafeRawBufferPointer(start: input, count: size))
  return 0
}
