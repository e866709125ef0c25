/* EXPECT(condition) ends the calling function with 1, and says the line, unless the condition holds. */
#include <cstdio>

#define EXPECT(condition)                                                                  \
  do {                                                                                     \
    if (!(condition)) return std::printf("%s:%d: %s\n", __FILE__, __LINE__, #condition), 1; \
  } while (0)
