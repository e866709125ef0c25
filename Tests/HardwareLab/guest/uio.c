#include "uio.h"

#include "check.h"
#include "edu.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define DIRECTORY "/sys/bus/pci/devices/" EDU_SLOT "/uio"

/* "uioN". */
static const char *uio_name(void) {
  static char name[64];
  name[0] = '\0';
  DIR *directory = opendir(DIRECTORY);
  for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
    if (strncmp(entry->d_name, "uio", 3) == 0) {
      snprintf(name, sizeof(name), "%.63s", entry->d_name);
    }
  }
  if (directory != NULL) {
    closedir(directory);
  }
  REQUIRE(name[0] != '\0', "no UIO driver has %s", EDU_SLOT);
  return name;
}

const char *uio_node(void) {
  static char node[80];
  snprintf(node, sizeof(node), "/dev/%s", uio_name());
  return node;
}

uint32_t uio_event_count(void) {
  char path[160];
  snprintf(path, sizeof(path), DIRECTORY "/%s/event", uio_name());
  FILE *file = fopen(path, "re");
  REQUIRE(file != NULL, "open %s: %s", path, strerror(errno));
  unsigned count = 0;
  REQUIRE(fscanf(file, "%u", &count) == 1, "%s holds no number", path);
  fclose(file);
  return count;
}
