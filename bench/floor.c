/* The floor: what a compiled loop needs to read every character and every path point of a PDF with PDFium.
   usage: floor LIBPDFIUM REPEAT FILE...      prints "CPU-seconds pages ru_maxrss" */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

typedef void *handle;
typedef struct { float left, top, right, bottom; } rect;

#define EACH_FUNCTION(X) \
    X(void, FPDF_InitLibrary, (void)) X(handle, FPDF_LoadDocument, (const char *, const char *)) \
    X(void, FPDF_CloseDocument, (handle)) X(int, FPDF_GetPageCount, (handle)) X(handle, FPDF_LoadPage, (handle, int)) \
    X(void, FPDF_ClosePage, (handle)) X(handle, FPDFText_LoadPage, (handle)) X(void, FPDFText_ClosePage, (handle)) \
    X(int, FPDFText_CountChars, (handle)) X(unsigned, FPDFText_GetUnicode, (handle, int)) \
    X(int, FPDFText_GetLooseCharBox, (handle, int, rect *)) X(int, FPDFPage_CountObjects, (handle)) \
    X(handle, FPDFPage_GetObject, (handle, int)) X(int, FPDFPageObj_GetType, (handle)) \
    X(int, FPDFFormObj_CountObjects, (handle)) X(handle, FPDFFormObj_GetObject, (handle, unsigned long)) \
    X(int, FPDFPath_CountSegments, (handle)) X(handle, FPDFPath_GetPathSegment, (handle, int)) \
    X(int, FPDFPathSegment_GetPoint, (handle, float *, float *)) X(int, FPDFPathSegment_GetType, (handle))

#define DECLARE(answer, name, arguments) static answer(*name) arguments;
EACH_FUNCTION(DECLARE)

static double sum; /* printed at the end, so that no call can be optimised away */

static void read_object(handle object) {
    int type = FPDFPageObj_GetType(object);
    if (type == 5)
        for (int i = 0, n = FPDFFormObj_CountObjects(object); i < n; i++) read_object(FPDFFormObj_GetObject(object, i));
    if (type != 2) return;
    for (int i = 0, n = FPDFPath_CountSegments(object); i < n; i++) {
        float x = 0, y = 0;
        handle point = FPDFPath_GetPathSegment(object, i);
        FPDFPathSegment_GetPoint(point, &x, &y);
        sum += x + y + FPDFPathSegment_GetType(point);
    }
}

static void read_page(handle page) {
    handle text = FPDFText_LoadPage(page);
    for (int i = 0, n = FPDFText_CountChars(text); i < n; i++) {
        rect box = {0, 0, 0, 0};
        FPDFText_GetLooseCharBox(text, i, &box);
        sum += FPDFText_GetUnicode(text, i) + box.left;
    }
    FPDFText_ClosePage(text);
    for (int i = 0, n = FPDFPage_CountObjects(page); i < n; i++) read_object(FPDFPage_GetObject(page, i));
}

int main(int count, char **arguments) {
    if (count < 4) return 2;
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (!library) return fprintf(stderr, "%s\n", dlerror()), 3;
#define LOAD(answer, name, parameters) \
    if (!(*(void **)&name = dlsym(library, #name))) return fprintf(stderr, "no %s\n", #name), 3;
    EACH_FUNCTION(LOAD)
    FPDF_InitLibrary();
    long pages = 0;
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int round = 0; round < atoi(arguments[2]); round++)
        for (int file = 3; file < count; file++) {
            handle document = FPDF_LoadDocument(arguments[file], NULL);
            if (!document) return fprintf(stderr, "cannot open %s\n", arguments[file]), 4;
            for (int i = 0, n = FPDF_GetPageCount(document); i < n; i++, pages++) {
                handle page = FPDF_LoadPage(document, i);
                if (!page) continue;
                read_page(page);
                FPDF_ClosePage(page);
            }
            FPDF_CloseDocument(document);
        }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%.6f %ld %ld\n", to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9, pages, used.ru_maxrss);
    fprintf(stderr, "sum %g\n", sum);
    return 0;
}
