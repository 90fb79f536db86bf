;; Looks at sixteen octets at a time for what matters in the content of a message:
;; line ends that are not CRLF, and dots that begin a line. See octetScan.ts.
(module
  (memory (export "memory") 2)

  ;; The first octet in [at, end) that
  ;;   is LF behind something else than CR, or something else than LF behind CR
  ;;     (only where `bare` is 255, not where it is 0), or
  ;;   is a dot behind CRLF;
  ;; `end` when there is none. Two octets before `at` and fifteen behind `end` are read too.
  (func (export "find") (param $at i32) (param $end i32) (param $bare i32) (result i32)
    (local $before v128)
    (local $hits v128)
    (local $watched v128)
    (local.set $watched (i8x16.splat (local.get $bare)))
    (block $none
      (loop $blocks
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $before (v128.load offset=0 align=1 (i32.sub (local.get $at) (i32.const 1))))
        (local.set $hits
          (v128.or
            (v128.and
              (local.get $watched)
              (v128.xor
                (i8x16.eq (v128.load align=1 (local.get $at)) (i8x16.splat (i32.const 10)))
                (i8x16.eq (local.get $before) (i8x16.splat (i32.const 13)))))
            (v128.and
              (v128.and
                (i8x16.eq (v128.load align=1 (local.get $at)) (i8x16.splat (i32.const 46)))
                (i8x16.eq (local.get $before) (i8x16.splat (i32.const 10))))
              (i8x16.eq
                (v128.load align=1 (i32.sub (local.get $at) (i32.const 2)))
                (i8x16.splat (i32.const 13))))))
        (if (v128.any_true (local.get $hits))
          (then
            (local.set $at
              (i32.add (local.get $at) (i32.ctz (i8x16.bitmask (local.get $hits)))))
            (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
            (return (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $blocks)))
    (local.get $end)))
