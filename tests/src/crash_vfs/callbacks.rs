//! The door between SQLite's C interface and the disk in memory: one function a callback, each of
//! which turns pointers into Rust values, asks the disk, and turns the answer into a result code.
//!
//! Here alone `unsafe` is allowed. SQLite promises that a `sqlite3_file` it hands over was opened
//! by [`open`] and is not used after [`close`], and that buffers are as long as it says.

#![expect(
    unsafe_code,
    reason = "SQLite calls a file system through C functions and raw pointers; no safe way exists"
)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use rusqlite::ffi;

use super::SECTOR_BYTES;
use super::disk::{Disk, Failure, HandleId, index};
use super::lock::Level;
use super::operation::FileId;

/// Longest name of a file, longer than any that the programs give.
const NAME_BYTES_MAX: usize = 512;
/// The moment that SQLite is told it is, in milliseconds of the Julian day: 2026-11-22 00:00 UTC.
const JULIAN_MILLISECONDS: i64 = 212_662_022_400_000;

type SharedDisk = Arc<Mutex<Disk>>;

/// What SQLite keeps for an open file; it allocates the room, [`open`] fills it.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    open: *mut OpenFile,
}

struct OpenFile {
    disk: SharedDisk,
    file: FileId,
    handle: HandleId,
    /// The name to delete when the file is closed.
    delete_on_close: Option<String>,
    /// Whether the folder is synced with the file's first sync, as for a fresh log or journal.
    folder_due: bool,
}

/// Registers a disk under a fresh name, for ever.
pub(super) fn register(disk: SharedDisk) -> Arc<str> {
    static NAMES: AtomicU64 = AtomicU64::new(0);
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        // SAFETY: takes two integers; refused without harm when SQLite is already initialised.
        // Counting memory costs a lock that the threads of a campaign would queue for.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int) };
    });
    let name: Arc<str> = format!("crash-{}", NAMES.fetch_add(1, Ordering::Relaxed)).into();
    let c_name = CString::new(&*name).unwrap_or_default();
    let vfs = ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: size_of::<Handle>() as c_int,
        mxPathname: NAME_BYTES_MAX as c_int,
        pNext: std::ptr::null_mut(),
        zName: c_name.into_raw(),
        pAppData: Box::into_raw(Box::new(disk)).cast(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_path_name),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: None,
        xCurrentTimeInt64: Some(current_time_milliseconds),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    };
    // SAFETY: the structure, its name and its disk are leaked and thus live as long as SQLite.
    let code = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(Box::new(vfs)), 0) };
    assert_eq!(
        code,
        ffi::SQLITE_OK,
        "SQLite refuses the file system {name}"
    );
    name
}

/// Seeds the generator that SQLite draws the salts of its log from.
pub(super) fn seed(seed: u64) {
    let seed = (seed as c_int) | 1;
    let none = std::ptr::null_mut::<ffi::sqlite3>();
    // SAFETY: this control takes an integer and a connection, which may be null.
    unsafe { ffi::sqlite3_test_control(ffi::SQLITE_TESTCTRL_PRNG_SEED, seed, none) };
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let handle = file.cast::<Handle>();
    // SAFETY: `file` has room for a `Handle` (szOsFile); null methods mean "not open".
    unsafe { (*handle).base.pMethods = std::ptr::null() };
    // SAFETY: the name is null or a C string.
    let (disk, name) = unsafe { (disk_of(vfs), text(name)) };
    let create = flags & ffi::SQLITE_OPEN_CREATE != 0;
    let opened = guard(disk).open(name, create);
    let (id, file_id, is_fresh) = match opened {
        Ok(opened) => opened,
        Err(Failure::Full) => return ffi::SQLITE_FULL,
        Err(_) => return ffi::SQLITE_CANTOPEN,
    };
    let logs =
        ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL;
    let on_close = flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0;
    let open = OpenFile {
        disk: Arc::clone(disk),
        file: file_id,
        handle: id,
        delete_on_close: name.filter(|_| on_close).map(str::to_owned),
        folder_due: create && is_fresh && flags & logs != 0,
    };
    // SAFETY: as above; `out_flags` is null or writable.
    unsafe {
        (*handle).open = Box::into_raw(Box::new(open));
        (*handle).base.pMethods = &raw const METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: SQLite names the file to delete with a C string.
    let (disk, name) = unsafe { (disk_of(vfs), text(name)) };
    match guard(disk).delete(name.unwrap_or_default(), sync_folder != 0) {
        Ok(()) => ffi::SQLITE_OK,
        Err(Failure::Absent) => ffi::SQLITE_IOERR_DELETE_NOENT,
        Err(_) => ffi::SQLITE_IOERR_DELETE,
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _flags: c_int,
    result: *mut c_int,
) -> c_int {
    // SAFETY: the name is a C string.
    let (disk, name) = unsafe { (disk_of(vfs), text(name)) };
    match guard(disk).exists(name.unwrap_or_default()) {
        Ok(exists) => {
            // SAFETY: SQLite hands over a place for the answer.
            unsafe { *result = c_int::from(exists) };
            ffi::SQLITE_OK
        }
        Err(_) => ffi::SQLITE_IOERR_ACCESS,
    }
}

unsafe extern "C" fn full_path_name(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: the name is a C string, `out` has `length` bytes.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > length as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn randomness(
    _vfs: *mut ffi::sqlite3_vfs,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: `out` has `length` bytes. SQLite draws from its default file system, not from here.
    unsafe { std::ptr::write_bytes(out, 7, length as usize) };
    length
}

unsafe extern "C" fn sleep(_vfs: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    std::thread::yield_now();
    microseconds
}

unsafe extern "C" fn current_time(_vfs: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: SQLite hands over a place for the answer.
    unsafe { *out = JULIAN_MILLISECONDS as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_milliseconds(
    _vfs: *mut ffi::sqlite3_vfs,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite hands over a place for the answer.
    unsafe { *out = JULIAN_MILLISECONDS };
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let handle = file.cast::<Handle>();
    // SAFETY: the file was opened by `open` and is closed once.
    let open = unsafe { Box::from_raw((*handle).open) };
    let mut disk = guard(&open.disk);
    disk.close(open.handle, open.file);
    if let Some(name) = &open.delete_on_close {
        let fault = disk.fault.take();
        let _absent = disk.delete(name, false);
        disk.fault = fault;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file; the buffer has `amount` bytes.
    let (open, into) = unsafe {
        let into = std::slice::from_raw_parts_mut(buffer.cast::<u8>(), amount as usize);
        (opened(file), into)
    };
    match guard(&open.disk).read(open.file, index(offset as u64), into) {
        Ok(()) => ffi::SQLITE_OK,
        Err(Failure::ShortRead) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(_) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    buffer: *const c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file; the buffer has `amount` bytes.
    let (open, bytes) = unsafe {
        let bytes = std::slice::from_raw_parts(buffer.cast::<u8>(), amount as usize);
        (opened(file), bytes)
    };
    let written = guard(&open.disk).write(open.file, offset as u64, bytes);
    code(written, ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    let truncated = guard(&open.disk).truncate(open.file, size as u64);
    code(truncated, ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    let synced = guard(&open.disk).sync(open.file, open.folder_due);
    open.folder_due &= synced.is_err();
    code(synced, ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    match guard(&open.disk).size(open.file) {
        Ok(bytes) => {
            // SAFETY: SQLite hands over a place for the answer.
            unsafe { *size = bytes as ffi::sqlite3_int64 };
            ffi::SQLITE_OK
        }
        Err(_) => ffi::SQLITE_IOERR_FSTAT,
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    let taken = guard(&open.disk)
        .locks(open.file)
        .raise(open.handle, level_of(level));
    if taken {
        ffi::SQLITE_OK
    } else {
        ffi::SQLITE_BUSY
    }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    guard(&open.disk)
        .locks(open.file)
        .lower(open.handle, level_of(level));
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(
    file: *mut ffi::sqlite3_file,
    result: *mut c_int,
) -> c_int {
    // SAFETY: an open file and a place for the answer.
    unsafe {
        let open = opened(file);
        *result = c_int::from(guard(&open.disk).locks(open.file).is_reserved());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(
    _file: *mut ffi::sqlite3_file,
    _operation: c_int,
    _argument: *mut c_void,
) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    SECTOR_BYTES as c_int
}

unsafe extern "C" fn device_characteristics(_file: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    let owner = (open.handle, open.file);
    let mapped = guard(&open.disk).map_memory(owner, region as usize, size as usize, extend != 0);
    // SAFETY: SQLite hands over a place for the answer. The region is made of atomics, so that it
    // may be written through this pointer by several threads, and lies still until all have left.
    unsafe { *out = std::ptr::null_mut() };
    match mapped {
        Ok(region) => {
            let start = region.map_or(std::ptr::null_mut(), |at| at.cast_mut().cast());
            // SAFETY: as above.
            unsafe { *out = start };
            ffi::SQLITE_OK
        }
        Err(Failure::Full) => ffi::SQLITE_FULL,
        Err(_) => ffi::SQLITE_IOERR_SHMMAP,
    }
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    let slots = offset as usize..(offset + count) as usize;
    let mut disk = guard(&open.disk);
    let memory = disk.memory(open.file);
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        memory.unlock(open.handle, slots);
        return ffi::SQLITE_OK;
    }
    let exclusive = flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
    if memory.lock(open.handle, slots, exclusive) {
        ffi::SQLITE_OK
    } else {
        ffi::SQLITE_BUSY
    }
}

unsafe extern "C" fn shm_barrier(_file: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { opened(file) };
    guard(&open.disk).leave_memory(open.handle, open.file);
    ffi::SQLITE_OK
}

/// The disk that a file system was registered with.
///
/// # Safety
/// `vfs` must have been registered by [`register`].
unsafe fn disk_of<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a SharedDisk {
    // SAFETY: `register` leaked the disk into this field.
    unsafe { &*(*vfs).pAppData.cast::<SharedDisk>() }
}

/// What [`open`] kept of an open file.
///
/// # Safety
/// `file` must be open, and no other reference to it in use: SQLite calls one method at a time.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a mut OpenFile {
    // SAFETY: `open` filled the handle.
    unsafe { &mut *(*file.cast::<Handle>()).open }
}

/// A name as text; `None` for a file without one.
///
/// # Safety
/// `name` must be null or a C string that lives as long as the answer is used.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: as demanded.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

fn guard(disk: &SharedDisk) -> MutexGuard<'_, Disk> {
    disk.lock().unwrap_or_else(PoisonError::into_inner)
}

fn code(done: Result<(), Failure>, otherwise: c_int) -> c_int {
    match done {
        Ok(()) => ffi::SQLITE_OK,
        Err(Failure::Full) => ffi::SQLITE_FULL,
        Err(_) => otherwise,
    }
}

fn level_of(level: c_int) -> Level {
    match level {
        ffi::SQLITE_LOCK_NONE => Level::None,
        ffi::SQLITE_LOCK_SHARED => Level::Shared,
        ffi::SQLITE_LOCK_RESERVED => Level::Reserved,
        ffi::SQLITE_LOCK_PENDING => Level::Pending,
        _ => Level::Exclusive,
    }
}
