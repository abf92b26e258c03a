# SPDX-License-Identifier: GPL-2.0-or-later
"""query and querybuild, in the two layouts of the real ones."""
import os

import face
from face import PidFile, put, say

STATE_SQL = ("select local_role, static_connections, db_state, detail_information "
             "from pg_stat_get_stream_replications()")
SENDER_FIELDS = (
    "sender_pid", "local_role", "peer_role", "peer_state", "state", "sender_sent_location",
    "sender_write_location", "sender_flush_location", "sender_replay_location",
    "receiver_received_location", "receiver_write_location", "receiver_flush_location",
    "receiver_replay_location", "sync_percent", "sync_state", "sync_priority",
    "sync_most_available", "channel")
RECEIVER_FIELDS = ("receiver_pid",) + SENDER_FIELDS[1:14] + ("channel",)


def from_server(fields, rows):
    """Fields as they come out of SQL: a tab, thirty letters, blank, colon."""
    for row in rows:
        for name, value in zip(fields, row):
            put(f"\t{name:<30} : {value or ''}")
        put("")
    if not rows:
        put("No information ")


def from_file(name, value):
    put(f"        {name:<30}: {value}")


def check_process(options, pid_file):
    """False, and said why, where there is nobody to ask."""
    if not pid_file.exists:
        say(f" PID file \"{pid_file.path}\" does not exist")
        say("Is server running?")
    elif not pid_file.valid:
        say(f" invalid data in PID file \"{pid_file.path}\"")
    elif not pid_file.alive():
        say(" could not connect to the local server, the postmaster process "
            f"{pid_file.pid} is not running", end="")
    elif not pid_file.ours():
        say(f" The process recorded in PID file \"{pid_file.path}\" is not current server")
        say("Is server running?")
    else:
        return True
    return False


def show_state_file(options, reason):
    """No session: the state file, however old it is, and the reason."""
    state = face.read_state(options.datadir) or [0] * 13
    put(" HA state:")
    from_file("local_role", face.ROLES.get(state[0], "Unknown"))
    from_file("static_connections", state[1])
    from_file("db_state", face.STATES.get(state[2], "Unknown"))
    from_file("detail_information", f"(connect to V5 server) {reason}\n"
              f"(connect to V1 server) {reason}\n")
    from_file("sync_mode", "Sync" if state[3] else "Async")
    put("\n Senders info:\n        No information\n Receiver info:\n        No information")


def show_last_record(options):
    """-L: the start of the last record in pg_xlog, server or not."""
    directory = options.path("pg_wal")
    segments = sorted(name for name in os.listdir(directory)
                      if len(name) == 24 and not name.endswith(".history"))
    last = None
    for name in segments:
        import subprocess
        done = subprocess.run(
            [os.path.join(face.POSTGRES_BIN, "pg_waldump"), os.path.join(directory, name)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
        starts = [line.split("lsn: ")[1].split(",")[0]
                  for line in done.stdout.splitlines() if "lsn: " in line]
        last = starts[-1] if starts else last
    high, low = last.split("/") if last else ("0", "0")
    last = f"{int(high, 16):X}/{int(low, 16):X}"
    put(f"LSN query result:\n   MAX_LSN: {last}")
    if options.lsn != last:
        put(f"It's not a valid WAL record start at {options.lsn}")
    return 0


def query(options):
    if options.lsn:
        return show_last_record(options)
    if not check_process(options, PidFile(options.datadir)):
        return 1
    try:
        session = face.open_local(options.datadir)
        state = session.query(STATE_SQL)
        senders = session.query(
            f"select {','.join(SENDER_FIELDS)} from pg_stat_get_wal_senders()")
        receiver = session.query(
            f"select {','.join(RECEIVER_FIELDS)} from pg_stat_get_wal_receiver()")
        session.close()
    except face.SqlError as error:
        reason = str(error)
        if "timeout expired" in reason:
            # It tries the older protocol too, as long again.
            try:
                face.open_local(options.datadir).close()
            except face.SqlError:
                pass
        show_state_file(options, reason)
        return 0
    put(f"{' HA state:':<21}")
    from_server(STATE_FIELDS, state)
    put(f"{' Senders info:':<21}")
    from_server(SENDER_FIELDS, senders)
    put(f"{' Receiver info:':<21}")
    from_server(RECEIVER_FIELDS, receiver)
    return 0


STATE_FIELDS = ("local_role", "static_connections", "db_state", "detail_information")


def build_word(options):
    try:
        with open(options.path("gs_build.pid"), encoding="ascii") as file:
            pid = int(file.read() or "0")
    except (OSError, ValueError):
        pid = 0
    if pid == 0:
        return "Build completed"
    return "Building" if os.path.exists(f"/proc/{pid}") else "Build failed"


def querybuild(options):
    state = face.read_state(options.datadir) or [0] * 13
    word = build_word(options)
    role = face.ROLES.get(state[0], "Unknown")
    # A directory that was built and not started since has no role.
    if word != "Building" and face.STATES.get(state[2]) == "Building":
        role = "Unknown"
    put(" HA state:")
    from_file("local_role", role)
    from_file("static_connections", state[1])
    from_file("db_state", word)
    from_file("sync_mode", "Sync" if state[3] else "Async")
    if word == "Building":
        modes = {1: "Auto", 2: "Full", 3: "Incremental", 4: "Standby full"}
        put(" Build state:")
        from_file("build_mode", modes.get(state[6], "None"))
        from_file("data_synchronized", size_text(state[7]))
        from_file("estimated_total_data", size_text(state[8]))
        from_file("process_schedule", f"{state[9]}%")
        from_file("estimated_remaining_time", time_text(state[10]))
    put("")
    return 0


def size_text(kilobytes):
    if kilobytes >= 1024:
        return f"{kilobytes / 1024:.2f}MB"
    return f"{kilobytes:.2f}kB"


def time_text(seconds):
    if seconds < 0:
        return "--:--:--"
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
